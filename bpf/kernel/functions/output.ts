/** Text and records that leave the program: printk, ring buffers, perf events. */
import type { KernelFunction } from '../types.ts';
import {
  any,
  dynptr,
  flagsParam,
  helper,
  kfunc,
  macro,
  mapParam,
  memory,
  param,
  type RecordText,
  scalar,
  size,
  text,
} from './build.ts';

const print = (record: Omit<RecordText, 'effect'>) => macro({ effect: 'printk', result: 'long', ...record });
const args = any('', 'args...');
const fmt = text('const char *', 'fmt');

const TEXT: readonly KernelFunction[] = [
  print({
    name: 'bpf_printk',
    params: [fmt, args],
    en: 'Writes a line to the trace pipe. For debugging; returns the number of bytes or a negative errno.',
  }),
  helper({
    name: 'bpf_trace_printk',
    helperId: 6,
    since: '4.1',
    result: 'long',
    params: [fmt, size('u32', 'fmt_size'), args],
    effect: 'printk',
    en: 'Writes a line with up to three values to the trace pipe. bpf_printk() is easier to use.',
  }),
  helper({
    name: 'bpf_trace_vprintk',
    helperId: 177,
    since: '5.16',
    result: 'long',
    params: [fmt, size('u32', 'fmt_size'), any('const void *', 'data'), size('u32', 'data_len')],
    effect: 'printk',
    en: 'bpf_trace_printk() with its values in an array.',
  }),
  helper({
    name: 'bpf_snprintf',
    helperId: 165,
    since: '5.13',
    result: 'long',
    params: [
      memory('char *', 'str', 1, true),
      size('u32', 'str_size'),
      fmt,
      any('u64 *', 'data'),
      size('u32', 'data_len'),
    ],
    effect: 'format',
    en: 'Formats values into a buffer; the format must be a constant.',
  }),
  macro({
    name: 'BPF_SNPRINTF',
    params: [any('', 'out'), any('', 'out_size'), fmt, args],
    effect: 'format',
    en: 'bpf_snprintf() with the values as arguments.',
  }),
  helper({
    name: 'bpf_seq_printf',
    helperId: 126,
    since: '5.7',
    result: 'long',
    params: [
      any('struct seq_file *', 'm'),
      fmt,
      size('u32', 'fmt_size'),
      any('const void *', 'data'),
      size('u32', 'data_len'),
    ],
    effect: 'printk',
    en: 'Formats values into the output of an iterator program.',
  }),
  macro({
    name: 'BPF_SEQ_PRINTF',
    params: [any('', 'seq'), fmt, args],
    effect: 'printk',
    en: 'bpf_seq_printf() with the values as arguments.',
  }),
  helper({
    name: 'bpf_seq_write',
    helperId: 127,
    since: '5.7',
    result: 'long',
    params: [any('struct seq_file *', 'm'), memory('const void *', 'data', 2), size('u32', 'len')],
    effect: 'printk',
    en: 'Adds bytes to the output of an iterator program.',
  }),
  print({
    name: 'bpf_stream_printk',
    since: '6.17',
    params: [scalar('int', 'stream_id'), fmt, args],
    en: 'Writes a line to an output stream of the program.',
  }),
  kfunc({
    name: 'bpf_stream_vprintk',
    since: '6.17',
    result: 'int',
    params: [scalar('int', 'stream_id'), fmt, any('const void *', 'args'), scalar('u32', 'len__sz')],
    effect: 'printk',
    en: 'Called by the macro bpf_stream_printk().',
  }),
  kfunc({
    name: 'bpf_stream_vprintk_impl',
    since: '6.17',
    result: 'int',
    params: [
      scalar('int', 'stream_id'),
      fmt,
      any('const void *', 'args'),
      scalar('u32', 'len__sz'),
      any('void *', 'aux__prog'),
    ],
    effect: 'printk',
    en: 'Called by the macro bpf_stream_printk().',
  }),
];

// The struct name 'ringbuf' stands for a reserved record.
const ring = mapParam('map of type BPF_MAP_TYPE_RINGBUF');
const reserved = param(
  'void *',
  'data',
  { role: 'object', struct: 'ringbuf', trust: 'release' },
  'from bpf_ringbuf_reserve()',
);
const wake = flagsParam('flags', 'ringbuf', '0, BPF_RB_NO_WAKEUP or BPF_RB_FORCE_WAKEUP');

const RECORDS: readonly KernelFunction[] = [
  helper({
    name: 'bpf_ringbuf_reserve',
    helperId: 131,
    since: '5.8',
    result: 'void *',
    params: [ring, size('u64', 'size', 'constant'), flagsParam('flags', 'none', 'must be 0')],
    returns: {
      kind: 'memory',
      nullable: true,
      sizeArg: 1,
      reference: true,
      releasedBy: ['bpf_ringbuf_submit', 'bpf_ringbuf_discard'],
    },
    effect: 'ringbuf-reserve',
    en: 'Reserves a record in a ring buffer; NULL when it is full. bpf_ringbuf_submit() or bpf_ringbuf_discard() must follow on every path.',
  }),
  helper({
    name: 'bpf_ringbuf_submit',
    helperId: 132,
    since: '5.8',
    params: [reserved, wake],
    effect: 'ringbuf-submit',
    en: 'Publishes a reserved record; the pointer must not be used afterwards.',
  }),
  helper({
    name: 'bpf_ringbuf_discard',
    helperId: 133,
    since: '5.8',
    params: [reserved, wake],
    effect: 'ringbuf-discard',
    en: 'Drops a reserved record; the pointer must not be used afterwards.',
  }),
  helper({
    name: 'bpf_ringbuf_output',
    helperId: 130,
    since: '5.8',
    result: 'long',
    params: [ring, memory('void *', 'data', 2), size('u64', 'size'), wake],
    effect: 'ringbuf-output',
    en: 'Copies bytes into a ring buffer as one record; 0 or a negative errno.',
  }),
  helper({
    name: 'bpf_ringbuf_query',
    helperId: 134,
    since: '5.8',
    result: 'u64',
    params: [ring, flagsParam()],
    effect: 'ringbuf-query',
    en: 'Reads the size and positions of a ring buffer.',
  }),
  helper({
    name: 'bpf_ringbuf_reserve_dynptr',
    helperId: 198,
    since: '5.19',
    result: 'long',
    params: [ring, scalar('u32', 'size'), flagsParam(), dynptr('ptr')],
    effect: 'dynptr',
    en: 'Reserves a record whose size is known at run time. Submit or discard must follow, also when this fails.',
  }),
  helper({
    name: 'bpf_ringbuf_submit_dynptr',
    helperId: 199,
    since: '5.19',
    params: [dynptr('ptr'), wake],
    effect: 'dynptr',
    en: 'Publishes a record from bpf_ringbuf_reserve_dynptr().',
  }),
  helper({
    name: 'bpf_ringbuf_discard_dynptr',
    helperId: 200,
    since: '5.19',
    params: [dynptr('ptr'), wake],
    effect: 'dynptr',
    en: 'Drops a record from bpf_ringbuf_reserve_dynptr().',
  }),
  helper({
    name: 'bpf_perf_event_read_value',
    helperId: 55,
    since: '4.15',
    result: 'long',
    params: [mapParam(), flagsParam(), memory('void *', 'buf', 3, true), size('u32', 'buf_size')],
    effect: 'none',
    en: 'Reads a performance counter.',
  }),
  helper({
    name: 'bpf_perf_event_output',
    helperId: 25,
    since: '4.4',
    result: 'long',
    params: [
      param('void *', 'ctx', { role: 'context' }),
      mapParam(),
      flagsParam(),
      memory('void *', 'data', 4),
      size('u64', 'size'),
    ],
    effect: 'perf-output',
    en: 'Copies bytes into a perf event buffer.',
  }),
];

export const OUTPUT: readonly KernelFunction[] = [...TEXT, ...RECORDS];
