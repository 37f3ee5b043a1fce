/** Cgroups, files and sockets: fields and their trust, as in index.ts. */
import { type Fields, fields } from './fields.ts';

const TASK = 'struct task_struct *';
const CGROUP = 'struct cgroup *';

export const CGROUPS: Readonly<Record<string, Fields>> = {
  cgroup: fields(
    {
      self: 'struct cgroup_subsys_state',
      flags: 'unsigned long',
      level: 'int',
      max_depth: 'int',
      nr_descendants: 'int',
    },
    {
      kn: ['struct kernfs_node *', 'rcu'],
      root: ['struct cgroup_root *', 'untrusted'],
      dom_cgrp: [CGROUP, 'untrusted'],
    },
  ),
  kernfs_node: fields(
    { id: 'u64', flags: 'unsigned short', mode: 'unsigned short' },
    { parent: ['struct kernfs_node *', 'untrusted'] },
  ),
  css_set: fields(
    { nr_tasks: 'int', dead: 'bool' },
    { dfl_cgrp: [CGROUP, 'rcu'], dom_cset: ['struct css_set *', 'untrusted'] },
  ),
  cgroup_subsys_state: fields(
    { id: 'int', flags: 'unsigned int', serial_nr: 'u64', nr_descendants: 'int' },
    {
      cgroup: [CGROUP, 'rcu'],
      ss: ['struct cgroup_subsys *', 'untrusted'],
      parent: ['struct cgroup_subsys_state *', 'untrusted'],
    },
  ),
};

export const FILES_AND_NET: Readonly<Record<string, Fields>> = {
  mm_struct: fields(
    {
      map_count: 'int',
      task_size: 'unsigned long',
      start_code: 'unsigned long',
      start_stack: 'unsigned long',
      arg_start: 'unsigned long',
      arg_end: 'unsigned long',
    },
    { exe_file: ['struct file *', 'rcu-or-null'], owner: [TASK, 'rcu-or-null', '7.0'] },
  ),
  vm_area_struct: fields(
    {
      vm_start: 'unsigned long',
      vm_end: 'unsigned long',
      vm_flags: 'unsigned long',
      vm_pgoff: 'unsigned long',
    },
    {
      vm_mm: ['struct mm_struct *', 'trusted-or-null', '7.0'],
      vm_file: ['struct file *', 'trusted-or-null', '7.0'],
    },
  ),
  file: fields(
    { f_flags: 'unsigned int', f_mode: 'unsigned int', f_pos: 'loff_t', f_path: 'struct path' },
    {
      f_inode: ['struct inode *', 'trusted'],
      f_op: ['const struct file_operations *', 'untrusted'],
      f_mapping: ['struct address_space *', 'untrusted'],
      private_data: ['void *', 'untrusted'],
    },
  ),
  dentry: fields(
    { d_flags: 'unsigned int', d_name: 'struct qstr' },
    {
      d_inode: ['struct inode *', 'trusted-or-null'],
      d_parent: ['struct dentry *', 'untrusted'],
      d_sb: ['struct super_block *', 'untrusted'],
    },
  ),
  linux_binprm: fields(
    { argc: 'int', envc: 'int', p: 'unsigned long' },
    {
      file: ['struct file *', 'trusted'],
      mm: ['struct mm_struct *', 'untrusted'],
      executable: ['struct file *', 'untrusted'],
      interpreter: ['struct file *', 'untrusted'],
      cred: ['struct cred *', 'untrusted'],
    },
  ),
  sk_buff: fields(
    { len: 'unsigned int', data_len: 'unsigned int', mark: 'u32', protocol: 'u16' },
    {
      sk: ['struct sock *', 'rcu-or-null'],
      next: ['struct sk_buff *', 'union'],
      prev: ['struct sk_buff *', 'union'],
      dev: ['struct net_device *', 'untrusted'],
    },
  ),
  request_sock: fields({ mss: 'u16' }, { sk: ['struct sock *', 'rcu-or-null'] }),
  socket: fields(
    { type: 'short', state: 'int', flags: 'unsigned long' },
    { sk: ['struct sock *', 'trusted-or-null'], file: ['struct file *', 'untrusted'] },
  ),
  sock: fields(
    { sk_err: 'int', sk_rcvbuf: 'int', sk_sndbuf: 'int', sk_protocol: 'u16', sk_type: 'u16', sk_mark: 'u32' },
    { sk_socket: ['struct socket *', 'untrusted'] },
  ),
};
