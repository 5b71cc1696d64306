# An ACA-Py agent: docker build -f docker/agent.Dockerfile --build-arg ROLE=issuer .
FROM python:3.13.9-slim-bookworm
ARG ROLE
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 SALUS_AGENT_ROLE=${ROLE} HOME=/data ACAPY_HOME=/data/acapy
WORKDIR /app
COPY requirements.lock .
RUN pip install --require-hashes -r requirements.lock
COPY agent agent
RUN useradd --uid 10001 --home-dir /data --create-home salus
USER 10001
VOLUME /data
EXPOSE 8020
CMD ["sh", "-c", "exec python -m agent.acapy.supervise \"$SALUS_AGENT_ROLE\""]
