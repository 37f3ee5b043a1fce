import { parse } from './parse.js';

self.onmessage = async ({ data }) => postMessage(await parse(data).catch(String));
