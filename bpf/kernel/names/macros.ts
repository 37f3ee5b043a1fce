/** Tags of declarations and macros of programs, as the headers of libbpf, the kernel and sched_ext define them. */
import type { Said } from '../../words/language.ts';

export const TAG_DOCS: Readonly<Record<string, Said>> = {
  __kptr: {
    en: 'A field of a map value, or a global, that may own a kernel object. Only bpf_kptr_xchg() moves one in or out; a plain load gives a pointer that is not owned and may be NULL.',
    zh: '映射的值的字段或全局变量，可以持有内核对象。只有 bpf_kptr_xchg() 能移入或移出对象；直接读取得到的指针不持有引用，且可能为 NULL。',
  },
  __kptr_untrusted: {
    en: 'A field that stores a kernel pointer without owning the object. What is loaded from it is untrusted: it can be read, and no kfunc takes it.',
    zh: '存放内核指针的字段，不持有对象。读到的指针不受信任：可以读取内容，但不能传给 kfunc。',
  },
  __percpu_kptr: {
    en: 'A field that may own an object of bpf_percpu_obj_new(), which exists once for each CPU. bpf_this_cpu_ptr() and bpf_per_cpu_ptr() lead to one of them.',
    zh: '可以持有 bpf_percpu_obj_new() 所分配对象的字段，该对象在每个 CPU 上各有一份。用 bpf_this_cpu_ptr() 和 bpf_per_cpu_ptr() 访问其中一份。',
  },
  __contains: {
    en: 'Says what a list head or a tree root holds: the struct, and its field with the node.',
    zh: '说明链表头或树根中存放什么：结构体，以及其中作为节点的字段。',
  },
  __arg_ctx: {
    en: 'The argument of a global function is the context of the program.',
    zh: '全局函数的这个参数是程序的上下文。',
  },
  __arg_nonnull: {
    en: 'The argument of a global function is a pointer that is not NULL. Each caller is checked for it, so the function need not test it.',
    zh: '全局函数的这个参数是不为 NULL 的指针。每个调用者都会被检查，函数内无需判断。',
  },
  __arg_trusted: {
    en: 'The argument of a global function is a trusted pointer to a kernel object, and not NULL unless __arg_nullable is there as well. Each caller is checked for it.',
    zh: '全局函数的这个参数是指向内核对象的受信任指针；没有 __arg_nullable 时不为 NULL。每个调用者都会被检查。',
  },
  __arg_nullable: {
    en: 'The __arg_trusted argument of a global function may be NULL: the function has to test it.',
    zh: '全局函数的 __arg_trusted 参数可能为 NULL：函数内必须判断。',
  },
  __ksym: {
    en: 'The symbol is the kernel’s: it is found when the program is loaded. With __weak beside it the kernel may lack it, and its address is then 0.',
    zh: '该符号属于内核，在加载程序时查找。同时带有 __weak 时内核可以没有它，此时地址为 0。',
  },
  __kconfig: {
    en: 'The value comes from the configuration of the running kernel and is set when the program is loaded.',
    zh: '该值来自正在运行的内核的配置，在加载程序时设置。',
  },
};

/** With their parameters. */
export const MACRO_DOCS: Readonly<Record<string, Said & { readonly code: string }>> = {
  SEC: {
    code: 'SEC("name")',
    en: 'Puts what follows into a section. That of a function says its program type and what it is attached to; maps are in ".maps", the licence is in "license".',
    zh: '把其后的定义放入指定的节。函数所在的节决定程序类型和附加的位置；映射放在 ".maps"，许可证放在 "license"。',
  },
  BPF_PROG: {
    code: 'BPF_PROG(name, args...)',
    en: 'A program with typed arguments, for tracing, LSM and struct_ops: each is one of the 64-bit values that the kernel passes as an array. It needs SEC().',
    zh: '带有类型化参数的程序，用于跟踪、LSM 和 struct_ops：内核以数组传入一组 64 位的值，每个参数是其中一个。需要 SEC()。',
  },
  BPF_STRUCT_OPS: {
    code: 'BPF_STRUCT_OPS(name, args...)',
    en: 'An operation of a struct_ops table: BPF_PROG() with SEC("struct_ops/name"). It may not sleep.',
    zh: 'struct_ops 表中的一个操作：相当于带有 SEC("struct_ops/name") 的 BPF_PROG()。不能睡眠。',
  },
  BPF_STRUCT_OPS_SLEEPABLE: {
    code: 'BPF_STRUCT_OPS_SLEEPABLE(name, args...)',
    en: 'An operation of a struct_ops table that may sleep: BPF_PROG() with SEC("struct_ops.s/name").',
    zh: 'struct_ops 表中可以睡眠的操作：相当于带有 SEC("struct_ops.s/name") 的 BPF_PROG()。',
  },
  SCX_OPS_DEFINE: {
    code: 'SCX_OPS_DEFINE(name, .member = value, ...)',
    en: 'The sched_ext_ops table of a scheduler, in the section ".struct_ops.link": user space attaches it.',
    zh: '调度器的 sched_ext_ops 表，位于 ".struct_ops.link" 节，由用户空间附加。',
  },
  BPF_KPROBE: {
    code: 'BPF_KPROBE(name, args...)',
    en: 'A kprobe program with the arguments of the traced function, read from registers. Pointers among them are plain numbers to the verifier: their memory is read with bpf_probe_read_kernel() or BPF_CORE_READ().',
    zh: 'kprobe 程序，参数是被跟踪函数的参数，从寄存器读取。其中的指针在校验器看来只是数值：要用 bpf_probe_read_kernel() 或 BPF_CORE_READ() 读取所指的内存。',
  },
  BPF_KRETPROBE: {
    code: 'BPF_KRETPROBE(name, result)',
    en: 'A kretprobe program with the result of the traced function, as a plain number.',
    zh: 'kretprobe 程序，参数是被跟踪函数的返回值，只是一个数值。',
  },
  __uint: {
    code: '__uint(name, number)',
    en: 'In the definition of a map: a number, such as that of max_entries.',
    zh: '用在映射的定义中：一个数值，例如 max_entries。',
  },
  __type: {
    code: '__type(name, type)',
    en: 'In the definition of a map: the type of its key or its value.',
    zh: '用在映射的定义中：键或值的类型。',
  },
  __array: {
    code: '__array(name, type)',
    en: 'In the definition of a map: what its values are, maps or programs.',
    zh: '用在映射的定义中：值是什么，可以是映射或程序。',
  },
};
