/** Which programs could sleep if they asked to: where the kernel lets them be attached. */
import type { ProgramInfo } from './program-types.ts';

/** kernel/bpf/bpf_lsm.c, sleepable_lsm_hooks. */
const LSM_HOOKS: ReadonlySet<string> = new Set(
  `
    bpf bpf_map bpf_map_alloc_security bpf_map_free_security bpf_prog bprm_check_security bprm_committed_creds
    bprm_committing_creds bprm_creds_for_exec bprm_creds_from_file capget capset cred_prepare file_ioctl
    file_lock file_open file_receive inet_conn_established inode_create inode_free_security inode_getattr
    inode_getxattr inode_mknod inode_need_killpriv inode_post_setxattr inode_readlink inode_rename inode_rmdir
    inode_setattr inode_setxattr inode_symlink inode_unlink kernel_module_request kernel_read_file
    kernfs_init_security key_free mmap_file netlink_send path_notify release_secctx sb_alloc_security
    sb_eat_lsm_opts sb_kern_mount sb_mount sb_remount sb_set_mnt_opts sb_show_options sb_statfs sb_umount
    settime socket_accept socket_bind socket_connect socket_create socket_getpeername socket_getpeersec_dgram
    socket_getsockname socket_getsockopt socket_listen socket_post_create socket_recvmsg socket_sendmsg
    socket_shutdown socket_socketpair syslog task_alloc current_getsecid_subj task_getsecid_obj task_prctl
    task_setscheduler task_to_inode
  `
    .trim()
    .split(/\s+/),
);

/** kernel/sched/ext.c, bpf_scx_check_member. */
const SCX_OPS: ReadonlySet<string> = new Set([
  'init',
  'exit',
  'init_task',
  'cgroup_init',
  'cgroup_exit',
  'cgroup_prep_move',
  'cpu_online',
  'cpu_offline',
]);

/** Functions that a sleepable fentry may attach to without a look at the kernel: system calls (check_attach_sleepable). */
const SYSCALL = /^__(?:x64|ia32|arm64|s390x?|riscv|powerpc)_sys_\w+$/;

/** Prefixes of sections whose programs may be sleepable wherever they are attached. */
const ANYWHERE = new Set(['iter/', 'uprobe+', 'uretprobe+', 'uprobe.multi+', 'uretprobe.multi+', 'usdt+']);

/**
 * May a program that is not sleepable become so by its section's name alone? `op`: the member of sched_ext_ops that it is.
 * false also where only the kernel that it is loaded into could tell.
 */
export function couldSleep(
  { prefix, target, sleepable, type }: ProgramInfo,
  op: string | undefined,
): boolean {
  if (sleepable !== false) return false;
  if (ANYWHERE.has(prefix)) return true;
  if (prefix === 'lsm/') return LSM_HOOKS.has(target);
  if (/^(?:fentry|fexit|fmod_ret)\/$/.test(prefix)) return SYSCALL.test(target);
  return type === 'struct_ops' && op !== undefined && SCX_OPS.has(op);
}
