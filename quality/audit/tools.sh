#!/bin/sh
# Installs what the audit needs: npm from the system, and the programs of package.json (Lighthouse, and Node.js for it) in
# var/audit/tools. Quick if they are there already.
set -eu
cd "$(dirname "$0")/../.."

deploy/tools.sh audit
folder=var/audit/tools
cmp -s quality/audit/package.json "$folder/installed.json" && exit 0
echo "Installing Lighthouse into $folder (a few minutes the first time)"
mkdir -p "$folder"
cp quality/audit/package.json "$folder/package.json"
# No package scripts. Lighthouse may need a newer Node.js than npm's.
npm install --prefix "$folder" --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel error >&2
cp quality/audit/package.json "$folder/installed.json"
