/**
 * Stands in for the native logger of VS Code, which is not built where install scripts are not run. Without it no log
 * file is written, and log output channels stay empty.
 */
const { appendFileSync } = require('node:fs');
const Module = require('node:module');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
const OFF = LEVELS.length;

class Logger {
  #file;
  #level = LEVELS.indexOf('info');
  #plain = false;

  constructor(_type, _name, file) {
    this.#file = file;
  }

  #write(level, message) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').slice(0, -1);
    const text = this.#plain ? message : `${time} [${LEVELS[level]}] ${message}\n`;
    try {
      appendFileSync(this.#file, text);
    } catch {
      // Its folder may be deleted while the editor ends.
    }
  }

  trace = (message) => this.#write(0, message);
  debug = (message) => this.#write(1, message);
  info = (message) => this.#write(2, message);
  warn = (message) => this.#write(3, message);
  error = (message) => this.#write(4, message);
  critical = (message) => this.#write(5, message);
  getLevel = () => this.#level;
  setLevel = (level) => {
    this.#level = Math.min(level, OFF);
  };
  clearFormatters = () => {
    this.#plain = true;
  };
  setPattern() {}
  flush() {}
  drop() {}
}

const spdlog = { version: 1, setLevel() {}, setFlushOn() {}, Logger };

const load = Module._load;
Module._load = function (request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  return request === 'bindings' ? (name) => (name === 'spdlog' ? spdlog : loaded(name)) : loaded;
};
