/** Files, keys and cryptography: what LSM programs and those that check signatures hold references to. */
import type { KernelFunction, ProgramTypeRule } from '../types.ts';
import { always, any, kfunc, memory, object, owned, type RecordText, scalar, size } from './build.ts';

const LSM: readonly ProgramTypeRule[] = [{ type: 'lsm' }];
const inLsm = (text: RecordText): KernelFunction =>
  kfunc({ programTypes: LSM, source: 'fs/bpf_fs_kfuncs.c', since: '6.12', ...text });
const keys = (text: RecordText): KernelFunction =>
  kfunc({ source: 'kernel/bpf/helpers.c', since: '6.1', ...text });
const crypto = (text: RecordText): KernelFunction =>
  kfunc({ source: 'kernel/bpf/crypto.c', since: '6.10', ...text });

const key = owned('bpf_key', true, 'bpf_key_put');
const context = owned('bpf_crypto_ctx', true, 'bpf_crypto_ctx_release');

export const FILES: readonly KernelFunction[] = [
  inLsm({
    name: 'bpf_get_task_exe_file',
    result: 'struct file *',
    params: [object('struct task_struct *', 'task', 'trusted')],
    returns: owned('file', true, 'bpf_put_file'),
    flags: always('KF_ACQUIRE', 'KF_TRUSTED_ARGS', 'KF_RET_NULL'),
    effect: 'reference-get',
    en: 'The file that a task executes, with a reference, or NULL. End it with bpf_put_file().',
    zh: '任务所执行的文件，带一个引用，也可能是 NULL。用 bpf_put_file() 结束该引用。',
  }),
  inLsm({
    name: 'bpf_put_file',
    params: [object('struct file *', 'file', 'release')],
    flags: always('KF_RELEASE'),
    effect: 'reference-release',
    en: 'Releases a file reference.',
    zh: '释放文件的引用。',
  }),
  inLsm({
    name: 'bpf_path_d_path',
    result: 'int',
    params: [
      object('const struct path *', 'path', 'trusted'),
      memory('char *', 'buf', 2, true),
      size('size_t', 'buf__sz'),
    ],
    flags: always('KF_TRUSTED_ARGS'),
    effect: 'read-string',
    en: 'Writes a path as text to a buffer; returns its length with the terminator, or a negative errno.',
    zh: '把路径以文本形式写入缓冲区；返回包括结尾空字符在内的长度，或负的 errno。',
  }),
  keys({
    name: 'bpf_lookup_user_key',
    result: 'struct bpf_key *',
    params: [scalar('u32', 'serial'), scalar('u64', 'flags')],
    returns: key,
    flags: always('KF_ACQUIRE', 'KF_RET_NULL', 'KF_SLEEPABLE'),
    sleepable: true,
    effect: 'reference-get',
    en: 'Finds a credential by its serial number and takes a reference to it, or returns NULL. End it with bpf_key_put().',
    zh: '按序列号查找密钥并获取引用，或返回 NULL。用 bpf_key_put() 结束该引用。',
  }),
  keys({
    name: 'bpf_lookup_system_key',
    result: 'struct bpf_key *',
    params: [scalar('u64', 'id')],
    returns: key,
    flags: always('KF_ACQUIRE', 'KF_RET_NULL'),
    effect: 'reference-get',
    en: 'A keyring of the system by its number, or NULL. End it with bpf_key_put().',
    zh: '按编号获取系统密钥环，或返回 NULL。用 bpf_key_put() 结束该引用。',
  }),
  keys({
    name: 'bpf_key_put',
    params: [object('struct bpf_key *', 'bkey', 'release')],
    flags: always('KF_RELEASE'),
    effect: 'reference-release',
    en: 'Releases a credential.',
    zh: '释放密钥的引用。',
  }),
  crypto({
    name: 'bpf_crypto_ctx_create',
    result: 'struct bpf_crypto_ctx *',
    params: [
      any('const struct bpf_crypto_params *', 'params'),
      size('u32', 'params__sz'),
      any('int *', 'err'),
    ],
    returns: context,
    programTypes: [{ type: 'syscall' }],
    flags: always('KF_ACQUIRE', 'KF_RET_NULL', 'KF_SLEEPABLE'),
    sleepable: true,
    effect: 'reference-get',
    en: 'New context for a cipher, owned, or NULL. End it with bpf_crypto_ctx_release() or bpf_kptr_xchg().',
    zh: '新的加密上下文，归程序所有，也可能是 NULL。用 bpf_crypto_ctx_release() 或 bpf_kptr_xchg() 结束该引用。',
  }),
  crypto({
    name: 'bpf_crypto_ctx_acquire',
    result: 'struct bpf_crypto_ctx *',
    params: [object('struct bpf_crypto_ctx *', 'ctx', 'rcu')],
    returns: context,
    programTypes: [{ type: 'syscall' }],
    flags: always('KF_ACQUIRE', 'KF_RCU', 'KF_RET_NULL'),
    effect: 'reference-acquire',
    en: 'Takes a reference to a context for a cipher; NULL when it is already being freed.',
    zh: '获取加密上下文的一个引用；它已在释放过程中时返回 NULL。',
  }),
  crypto({
    name: 'bpf_crypto_ctx_release',
    params: [object('struct bpf_crypto_ctx *', 'ctx', 'release')],
    programTypes: [{ type: 'syscall' }],
    flags: always('KF_RELEASE'),
    effect: 'reference-release',
    en: 'Releases a context for a cipher.',
    zh: '释放加密上下文的引用。',
  }),
];
