// The HTTP Observatory's scan of each page, as JSON. Its connections to ports 80 and 443 go to those of this machine.
import net from "node:net";

const { scanner, host, ports, pages } = JSON.parse(process.argv[2]);
const { scan } = await import(`${scanner}/src/index.js`);

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...how) {
  const options = Array.isArray(how[0]) ? how[0][0] : how[0];
  if (options.host === host) Object.assign(options, { host: "127.0.0.1", port: ports[options.port] });
  return connect.apply(this, how);
};

const scans = [];
for (const path of pages) scans.push(await scan(host + path));
process.stdout.write(JSON.stringify(scans));
process.exit(0);
