/**
 * Writes down each attempt of a Node process to reach an address
 * other than this machine. Nothing is blocked: what is written fails the run.
 */
const { appendFileSync } = require('node:fs');
const net = require('node:net');
const dgram = require('node:dgram');
const dns = require('node:dns');

const log = process.env.E2E_OUTGOING_LOG;
const LOCAL = /^(?:localhost|127\.[\d.]+|::1|::ffff:127\.[\d.]+|0\.0\.0\.0|::)$/;

function note(kind, host, port) {
  if (!log || host === undefined || host === '' || LOCAL.test(String(host))) return;
  const line = `${kind} ${host}${port === undefined ? '' : `:${port}`} (${process.argv.slice(1, 3).join(' ')})`;
  appendFileSync(log, `${line}\n`);
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  // Node itself passes its normalised [options, callback] as one array.
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null) {
    if (!first.path) note('tcp', first.host ?? first.hostname, first.port);
  } else if (typeof first === 'number' || /^\d+$/.test(String(first))) {
    note('tcp', typeof second === 'string' ? second : undefined, first);
  }
  return connect.apply(this, args);
};

const send = dgram.Socket.prototype.send;
dgram.Socket.prototype.send = function (...args) {
  note(
    'udp',
    args.find((arg, index) => index > 0 && typeof arg === 'string'),
  );
  return send.apply(this, args);
};

for (const api of [dns, dns.promises]) {
  for (const name of Object.keys(api).filter((key) => /^(?:lookup$|resolve)/.test(key))) {
    const original = api[name];
    if (typeof original !== 'function') continue;
    api[name] = function (host, ...rest) {
      note('dns', host);
      return original.call(this, host, ...rest);
    };
  }
}
