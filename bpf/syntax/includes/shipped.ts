/** libbpf's own headers and the kernel's types are built in: nobody has to be asked for them. */
export function isShipped(address: string): boolean {
  return /(?:^|\/)(?:vmlinux|bpf\/bpf_\w+|linux\/\w+|asm(?:-generic)?\/\w+)\.h$/.test(address);
}
