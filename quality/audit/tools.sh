#!/bin/sh
# Installs what the audit needs: Java and npm from the system, and the programs of package.json (Lighthouse, the Nu
# checker, Mozilla's HTTP Observatory, and Node.js for them) in var/audit/tools. Quick if they are there already.
set -eu
cd "$(dirname "$0")/../.."

deploy/tools.sh audit
folder=var/audit/tools
cmp -s quality/audit/package.json "$folder/installed.json" && exit 0
echo "Installing Lighthouse, the Nu checker and the HTTP Observatory into $folder (a few minutes the first time)"
mkdir -p "$folder"
cp quality/audit/package.json "$folder/package.json"
# No package scripts: one would download another Java. Lighthouse may need a newer Node.js than npm's.
npm install --prefix "$folder" --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel error >&2
# The Observatory's script would download the list of domains that browsers open by HTTPS only; this machine is not on it.
echo '{}' >"$folder/node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json"
cp quality/audit/package.json "$folder/installed.json"
