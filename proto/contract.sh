#!/bin/sh
# Checks the wire contract with buf: its style, and that it breaks nobody who speaks the committed baseline.
# Without npm it says that it is skipped. After an intended, compatible change: npm run baseline
set -eu
cd "$(dirname "$0")"
if ! command -v npm > /dev/null 2>&1; then
  echo "contract checks skipped: npm not found"
  exit 0
fi
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --ignore-scripts --prefer-offline --no-progress --loglevel=error
fi
npm run --silent lint
npm run --silent breaking
echo "contract checks passed: buf lint and buf breaking"
