# The images of docker-compose.yml, one target each: api, migrate, worker, trainer, web.
# Everything is built in one stage; the last stages hold Node, our sources and the packages that they need when they run, and belong to root
# while an ordinary user runs them. Node handles SIGTERM itself, so there is no init process in front of it.
ARG NODE_VERSION=24.21.0

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /attune
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
COPY apps/api/package.json apps/api/
COPY apps/stream-worker/package.json apps/stream-worker/
COPY apps/trainer/package.json apps/trainer/
COPY apps/web/package.json apps/web/
COPY bench/package.json bench/
COPY e2e/package.json e2e/
COPY packages/adapters/package.json packages/adapters/
COPY packages/core/package.json packages/core/
COPY packages/db/package.json packages/db/
COPY packages/sdk/package.json packages/sdk/
COPY tools/runtime/package.json tools/runtime/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN cd packages/db && ../../node_modules/.bin/prisma generate
RUN node scripts/images/main.ts apps/api /image/api \
  && node scripts/images/main.ts apps/stream-worker /image/worker \
  && node scripts/images/main.ts apps/trainer /image/trainer

FROM build AS build-web
RUN cd apps/web && NODE_ENV=production NEXT_STANDALONE=1 ../../node_modules/.bin/next build

FROM node:${NODE_VERSION}-bookworm-slim AS runtime
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 ATTUNE_HOME=/var/lib/attune
RUN rm -rf /usr/local/lib/node_modules /opt/yarn-* /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg \
  && install --directory --owner=node --group=node --mode=0700 /var/lib/attune
COPY scripts/images/answers.mjs /attune/
USER node

FROM runtime AS api
COPY --from=build /image/api /attune
WORKDIR /attune/apps/api
CMD ["node", "src/main.ts"]

FROM api AS migrate
COPY prisma/migrations /attune/prisma/migrations
CMD ["node", "src/migrate/main.ts"]

FROM runtime AS worker
COPY --from=build /image/worker /attune
WORKDIR /attune/apps/stream-worker
CMD ["node", "src/main.ts"]

FROM runtime AS trainer
COPY --from=build /image/trainer /attune
WORKDIR /attune/apps/trainer
ENTRYPOINT ["node", "src/evaluate.ts"]

FROM runtime AS web
COPY --from=build-web /attune/apps/web/.next/standalone /attune
COPY --from=build-web /attune/apps/web/.next/static /attune/apps/web/.next/static
WORKDIR /attune/apps/web
ENV HOSTNAME=0.0.0.0 PORT=3000
CMD ["node", "server.js"]
