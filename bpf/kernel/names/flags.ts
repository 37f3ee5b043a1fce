/**
 * What flags of functions and of map definitions mean, and enumerators of sched_ext (include/linux/sched/ext.h,
 * kernel/sched/ext_internal.h); those of map operations are in map-operations/texts.ts.
 */
import type { Said } from '../../words/language.ts';

export const OTHER_FLAG_DOCS: Readonly<Record<string, Said>> = {
  BPF_LOCAL_STORAGE_GET_F_CREATE: {
    en: 'Create the storage if there is none yet. Without it the result is NULL then.',
    zh: '还没有存储时新建。不带此标志时返回 NULL。',
  },
  BPF_RB_NO_WAKEUP: { en: 'Do not wake up the reader.', zh: '不唤醒读取者。' },
  BPF_RB_FORCE_WAKEUP: {
    en: 'Wake up the reader, also if it has not read what was there before.',
    zh: '唤醒读取者，即使它还没有读完之前的内容。',
  },
  BPF_F_TIMER_ABS: {
    en: 'The time is one of the clock, not counted from now.',
    zh: '时间是时钟的绝对值，而不是从现在起计算。',
  },
  BPF_F_TIMER_CPU_PIN: {
    en: 'The callback runs on the CPU that started the timer.',
    zh: '回调在启动定时器的 CPU 上运行。',
  },
  SCX_PICK_IDLE_CORE: { en: 'Only a CPU whose whole core is idle.', zh: '只选整个核心都空闲的 CPU。' },
  SCX_PICK_IDLE_IN_NODE: {
    en: 'Only a CPU of the NUMA node that is given.',
    zh: '只选指定 NUMA 节点中的 CPU。',
  },
  SCX_KICK_IDLE: {
    en: 'Only if the CPU is idle: it looks for work again.',
    zh: '仅在该 CPU 空闲时生效：让它重新查找工作。',
  },
  SCX_KICK_PREEMPT: {
    en: 'End the slice of the task that runs there, so that another is chosen.',
    zh: '结束正在该 CPU 上运行的任务的时间片，以便重新选择任务。',
  },
  SCX_KICK_WAIT: {
    en: 'Wait until the CPU has gone through its scheduler.',
    zh: '等待该 CPU 完成一次调度。',
  },
  SCX_DSQ_ITER_REV: { en: 'From the last task to the first.', zh: '从最后一个任务遍历到第一个。' },
  BPF_F_NO_PREALLOC: {
    en: 'Elements are allocated when they are created, not all at the start.',
    zh: '元素在新建时才分配，而不是一开始就全部分配。',
  },
  BPF_F_NO_COMMON_LRU: {
    en: 'Each CPU has a list of what was used lately, instead of one for all.',
    zh: '每个 CPU 各有一个最近使用列表，而不是共用一个。',
  },
  BPF_F_RDONLY: { en: 'User space can only read the map.', zh: '用户空间只能读取该映射。' },
  BPF_F_WRONLY: { en: 'User space can only write to the map.', zh: '用户空间只能写入该映射。' },
  BPF_F_RDONLY_PROG: { en: 'Programs can only read the map.', zh: '程序只能读取该映射。' },
  BPF_F_WRONLY_PROG: { en: 'Programs can only write to the map.', zh: '程序只能写入该映射。' },
  BPF_F_MMAPABLE: {
    en: 'User space can map the values of the array into its memory.',
    zh: '用户空间可以把数组的值映射到自己的内存中。',
  },
  BPF_F_INNER_MAP: {
    en: 'An array that is an inner map may have another number of elements than the template.',
    zh: '作为内层映射的数组，元素个数可以与模板不同。',
  },
  SCX_DSQ_LOCAL: {
    en: 'The local dispatch queue of the CPU that the task is on. A CPU runs tasks from its own local queue.',
    zh: '任务所在 CPU 的本地派发队列。CPU 从自己的本地队列中取任务运行。',
  },
  SCX_DSQ_LOCAL_ON: {
    en: 'The local dispatch queue of one CPU, by its number: SCX_DSQ_LOCAL_ON | cpu.',
    zh: '指定 CPU 的本地派发队列，写作：SCX_DSQ_LOCAL_ON | cpu。',
  },
  SCX_DSQ_GLOBAL: {
    en: 'The global dispatch queue: a CPU takes from it when its local queue is empty.',
    zh: '全局派发队列：CPU 在本地队列为空时从中取任务。',
  },
  SCX_SLICE_DFL: { en: 'The default time slice.', zh: '默认的时间片。' },
  SCX_SLICE_INF: { en: 'A time slice that does not run out.', zh: '不会用完的时间片。' },
  SCX_ENQ_WAKEUP: { en: 'The task is waking up.', zh: '任务正在被唤醒。' },
  SCX_ENQ_HEAD: { en: 'To the head of the queue.', zh: '放到队列的头部。' },
  SCX_ENQ_PREEMPT: {
    en: 'Into a local queue: the slice of the task that runs there ends, and this one goes to the head.',
    zh: '用于本地队列：正在运行的任务的时间片结束，该任务放到队列的头部。',
  },
  SCX_ENQ_REENQ: {
    en: 'Set by the kernel: the task comes back from a local queue, after scx_bpf_reenqueue_local().',
    zh: '由内核设置：任务经 scx_bpf_reenqueue_local() 从本地队列退回。',
  },
  SCX_ENQ_LAST: {
    en: 'Set by the kernel: the CPU has no other task to run.',
    zh: '由内核设置：该 CPU 没有其他任务可以运行。',
  },
};
