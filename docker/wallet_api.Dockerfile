# The wallet_api service: docker build -f docker/wallet_api.Dockerfile .
FROM node:22.20.0-bookworm-slim AS app
WORKDIR /app
COPY wallet_api/app/package.json wallet_api/app/package-lock.json wallet_api/app/.npmrc ./
RUN npm ci
COPY wallet_api/app ./
RUN npm run build

FROM python:3.13.9-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements.lock .
RUN pip install --require-hashes -r requirements.lock
COPY agent agent
COPY wallet_api wallet_api
COPY --from=app /app/dist wallet_api/app/dist
RUN useradd --uid 10001 --home-dir /data --create-home salus
USER 10001
VOLUME /data
EXPOSE 8103
HEALTHCHECK --interval=10s --timeout=3s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8103/health/live', timeout=2)"]
CMD ["python", "-m", "wallet_api"]
