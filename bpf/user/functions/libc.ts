/** The C library as far as it is emulated: prototypes by header. */

export const STDIO = {
  printf: 'int printf(const char *format, ...);',
  fprintf: 'int fprintf(FILE *stream, const char *format, ...);',
  sprintf: 'int sprintf(char *str, const char *format, ...);',
  snprintf: 'int snprintf(char *str, size_t size, const char *format, ...);',
  vprintf: 'int vprintf(const char *format, va_list ap);',
  vfprintf: 'int vfprintf(FILE *stream, const char *format, va_list ap);',
  vsprintf: 'int vsprintf(char *str, const char *format, va_list ap);',
  vsnprintf: 'int vsnprintf(char *str, size_t size, const char *format, va_list ap);',
  puts: 'int puts(const char *s);',
  fputs: 'int fputs(const char *s, FILE *stream);',
  putchar: 'int putchar(int c);',
  putc: 'int putc(int c, FILE *stream);',
  fputc: 'int fputc(int c, FILE *stream);',
  fflush: 'int fflush(FILE *stream);',
  perror: 'void perror(const char *s);',
} as const;

export const STDLIB = {
  malloc: 'void *malloc(size_t size);',
  calloc: 'void *calloc(size_t nmemb, size_t size);',
  realloc: 'void *realloc(void *ptr, size_t size);',
  free: 'void free(void *ptr);',
  exit: 'void exit(int status);',
  _Exit: 'void _Exit(int status);',
  _exit: 'void _exit(int status);',
  abort: 'void abort(void);',
  atexit: 'int atexit(void (*function)(void));',
  atoi: 'int atoi(const char *nptr);',
  atol: 'long atol(const char *nptr);',
  atoll: 'long long atoll(const char *nptr);',
  strtol: 'long strtol(const char *nptr, char **endptr, int base);',
  strtoll: 'long long strtoll(const char *nptr, char **endptr, int base);',
  strtoul: 'unsigned long strtoul(const char *nptr, char **endptr, int base);',
  strtoull: 'unsigned long long strtoull(const char *nptr, char **endptr, int base);',
  abs: 'int abs(int j);',
  labs: 'long labs(long j);',
  llabs: 'long long llabs(long long j);',
  qsort: 'void qsort(void *base, size_t nmemb, size_t size, int (*compar)(const void *, const void *));',
  bsearch:
    'void *bsearch(const void *key, const void *base, size_t nmemb, size_t size, int (*compar)(const void *, const void *));',
  getenv: 'char *getenv(const char *name);',
  alloca: 'void *alloca(size_t size);',
  __builtin_alloca: 'void *__builtin_alloca(size_t size);',
  __assert_fail:
    'void __assert_fail(const char *assertion, const char *file, unsigned int line, const char *function);',
} as const;

export const STRING = {
  memset: 'void *memset(void *s, int c, size_t n);',
  memcpy: 'void *memcpy(void *dest, const void *src, size_t n);',
  mempcpy: 'void *mempcpy(void *dest, const void *src, size_t n);',
  memmove: 'void *memmove(void *dest, const void *src, size_t n);',
  memcmp: 'int memcmp(const void *s1, const void *s2, size_t n);',
  memchr: 'void *memchr(const void *s, int c, size_t n);',
  bzero: 'void bzero(void *s, size_t n);',
  strlen: 'size_t strlen(const char *s);',
  strnlen: 'size_t strnlen(const char *s, size_t maxlen);',
  strcmp: 'int strcmp(const char *s1, const char *s2);',
  strncmp: 'int strncmp(const char *s1, const char *s2, size_t n);',
  strcasecmp: 'int strcasecmp(const char *s1, const char *s2);',
  strncasecmp: 'int strncasecmp(const char *s1, const char *s2, size_t n);',
  strcpy: 'char *strcpy(char *dest, const char *src);',
  stpcpy: 'char *stpcpy(char *dest, const char *src);',
  strncpy: 'char *strncpy(char *dest, const char *src, size_t n);',
  strcat: 'char *strcat(char *dest, const char *src);',
  strncat: 'char *strncat(char *dest, const char *src, size_t n);',
  strchr: 'char *strchr(const char *s, int c);',
  strrchr: 'char *strrchr(const char *s, int c);',
  strstr: 'char *strstr(const char *haystack, const char *needle);',
  strspn: 'size_t strspn(const char *s, const char *accept);',
  strcspn: 'size_t strcspn(const char *s, const char *reject);',
  strpbrk: 'char *strpbrk(const char *s, const char *accept);',
  strtok: 'char *strtok(char *str, const char *delim);',
  strtok_r: 'char *strtok_r(char *str, const char *delim, char **saveptr);',
  strsep: 'char *strsep(char **stringp, const char *delim);',
  strdup: 'char *strdup(const char *s);',
  strndup: 'char *strndup(const char *s, size_t n);',
  strerror: 'char *strerror(int errnum);',
} as const;

export const CTYPE = {
  isalnum: 'int isalnum(int c);',
  isalpha: 'int isalpha(int c);',
  isblank: 'int isblank(int c);',
  iscntrl: 'int iscntrl(int c);',
  isdigit: 'int isdigit(int c);',
  isgraph: 'int isgraph(int c);',
  islower: 'int islower(int c);',
  isprint: 'int isprint(int c);',
  ispunct: 'int ispunct(int c);',
  isspace: 'int isspace(int c);',
  isupper: 'int isupper(int c);',
  isxdigit: 'int isxdigit(int c);',
  tolower: 'int tolower(int c);',
  toupper: 'int toupper(int c);',
} as const;

/** Only what has one right answer: the others are as good as their library. */
export const MATH = {
  fabs: 'double fabs(double x);',
  fabsf: 'float fabsf(float x);',
  sqrt: 'double sqrt(double x);',
  sqrtf: 'float sqrtf(float x);',
  floor: 'double floor(double x);',
  ceil: 'double ceil(double x);',
  trunc: 'double trunc(double x);',
  round: 'double round(double x);',
  fmod: 'double fmod(double x, double y);',
  fmin: 'double fmin(double x, double y);',
  fmax: 'double fmax(double x, double y);',
  copysign: 'double copysign(double x, double y);',
} as const;

export const UNISTD = {
  sysconf: 'long sysconf(int name);',
  getpid: 'pid_t getpid(void);',
} as const;

/** Arguments behind the named ones; `va_arg` has the type that it is called with. */
export const STDARG = {
  __builtin_va_start: 'void __builtin_va_start(va_list ap, ...);',
  __builtin_va_end: 'void __builtin_va_end(va_list ap);',
  __builtin_va_copy: 'void __builtin_va_copy(va_list dest, va_list src);',
} as const;
