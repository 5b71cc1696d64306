// The words of the emergency card: what is on it, who may see it when, and who did.
export const emergency = {
  title: "Emergency card", lead: "If you cannot speak, a doctor can learn what you are allergic to. It is off until you switch it on.",
  isOn: "It is on", isOff: "It is off", shows: "This is what they would see", showsNothing: "Nothing: you hold no card about allergies.", noneKnown: "no allergies are known", level: "How dangerous: {level}",
  levels: { high: "high", low: "low", "unable-to-assess": "not known" },
  only: "Only this: no name, no other card. It is always what your cards say at that moment.",
  how: "How it works", howCode: "You carry a code on paper. The code shows nothing by itself, whoever finds it.", howWho: "A doctor, nurse, midwife or paramedic asks with your code, and says why.",
  howSecond: "A second person there confirms it. If nobody else is on duty, they say so, and you can read that.", howEnd: "They may look for 24 hours. You are told at once, with names and reason.",
  on: "Switch it on", off: "Switch it off", offSure: "From now on nobody can look. The code on your paper is of no more use.", code: "Your code", paper: "For emergency staff", paperHow: "Enter this code where you read records, under Emergency.",
  print: "Print it", renew: "Make a new code", renewSure: "The code on your paper is then of no more use. Whoever may look now cannot look any more.", carry: "Put it where others look first: beside your identity card, or behind your phone.",
  uses: "Who used it", usesNone: "Nobody has used it.", used: "{name} opened your emergency card", second: "Confirmed by {name}", alone: "They said that nobody else was on duty", waits: "Nobody has confirmed it yet, so they cannot look", why: "Their reason: “{why}”",
  until: "Until {date}", over: "Over since {date}", all: "See each look", cardOf: "Emergency card of {name}",
  foundTitle: "An emergency code", foundLead: "Somebody carries this code for an emergency. It shows you nothing about them.",
  foundHelp: "If somebody is in danger, call the emergency number. Show this code to the doctor or the ambulance.", foundStaff: "Emergency staff: enter this code where you read records, under Emergency.", foundMine: "My emergency card",
};
