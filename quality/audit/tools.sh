#!/bin/sh
# Has what the audit needs: Java and npm from the system, the programs of package.json (Lighthouse, the Nu checker,
# Mozilla's HTTP Observatory, the Node.js that they want) under var/audit/tools; quick when they were installed already.
set -eu
cd "$(dirname "$0")/../.."

deploy/tools.sh audit
folder=var/audit/tools
cmp -s quality/audit/package.json "$folder/installed.json" && exit 0
echo "Installing Lighthouse, the Nu checker and the HTTP Observatory into $folder (some minutes the first time)"
mkdir -p "$folder"
cp quality/audit/package.json "$folder/package.json"
# No scripts of packages: one would fetch a Java of its own. Lighthouse wants a newer Node.js than npm may run on.
npm install --prefix "$folder" --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel error >&2
# The Observatory's own script would fetch the list of domains that browsers know as HTTPS only; none of this machine is.
echo '{}' >"$folder/node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json"
cp quality/audit/package.json "$folder/installed.json"
