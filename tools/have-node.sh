#!/bin/sh
# Whether there is a Node.js that can build the patient's web app; with --say, the sentence for when there is none.
if [ "$1" = "--say" ]; then
    echo "The patient's web app is built with Node.js 20.19 or newer and npm: apt-get install nodejs npm"
    exit 0
fi
command -v npm >/dev/null && node -e '
const [major, minor] = process.versions.node.split(".").map(Number);
process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' 2>/dev/null
