# One image for every role; the role is the command: prepare, web, worker, pdf, beat.
FROM node:22-bookworm-slim AS frontend
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libfontconfig1 fonts-noto-core \
    fonts-droid-fallback \
 && rm -rf /var/lib/apt/lists/*
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
COPY --from=frontend /app/node_modules ./node_modules
# The same steps as on a developer's machine.
RUN python -m linkages.supervisor image && rm -rf node_modules
RUN useradd --system --home-dir /app linkages && mkdir -p var/run && chown -R linkages var
USER linkages
EXPOSE 8000
CMD ["python", "-m", "linkages.supervisor", "web"]
