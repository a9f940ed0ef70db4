#!/bin/sh
# Has what the audit needs: Java and npm from the system, the programs of package.json (Lighthouse, the Nu checker,
# the Node.js that Lighthouse wants) under var/audit/tools; quick when they were installed already.
set -eu
cd "$(dirname "$0")/../.."

deploy/tools.sh audit
folder=var/audit/tools
cmp -s deploy/audit/package.json "$folder/installed.json" && exit 0
echo "Installing Lighthouse and the Nu checker into $folder (some minutes the first time)"
mkdir -p "$folder"
cp deploy/audit/package.json "$folder/package.json"
# No scripts of packages: one would fetch a Java of its own. Lighthouse wants a newer Node.js than npm may run on.
npm install --prefix "$folder" --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel error >&2
cp deploy/audit/package.json "$folder/installed.json"
