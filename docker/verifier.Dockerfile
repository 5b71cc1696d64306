# The verifier service: docker build -f docker/verifier.Dockerfile .
FROM python:3.13.9-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements.lock .
RUN pip install --require-hashes -r requirements.lock
COPY agent agent
COPY verifier verifier
RUN useradd --uid 10001 --home-dir /data --create-home salus
USER 10001
VOLUME /data
EXPOSE 8102
HEALTHCHECK --interval=10s --timeout=3s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8102/health/live', timeout=2)"]
CMD ["python", "-m", "verifier"]
