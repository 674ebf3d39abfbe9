// node --import: servers that would listen on all addresses of the machine listen on the loopback only.
import { Server } from 'node:net';

// `listen` with a host would bind later, and its callers ask for the port at once. So what it calls is wrapped.
const bind = Server.prototype._listen2;
Server.prototype._listen2 = function (address, port, type, ...rest) {
  return address ? bind.call(this, address, port, type, ...rest) : bind.call(this, '127.0.0.1', port, 4, ...rest);
};
