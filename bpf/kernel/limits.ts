/** Limits of every kernel build. */

/** The largest CONFIG_NR_CPUS (arch/x86/Kconfig, NR_CPUS_RANGE_END; no other architecture has more). */
export const MOST_CPUS = 8192;
