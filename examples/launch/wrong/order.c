/* Wrong: takes class_num for batch and batch for class_num. */
#include <pthread.h>
#include <stdint.h>

/* An argument as the address or the int that it was. */
#define ADDRESS(arg) ((void *)(uintptr_t)(arg))
#define INT(arg) ((int)(int64_t)(arg))

/* The parameters of a kernel, in the order of its prototype. */
#define OUT_OF_ARGS(T)                                                                                        \
    (T *)ADDRESS(args[0]), (T *)ADDRESS(args[1]), (int *)ADDRESS(args[2]), (T *)ADDRESS(args[3]),             \
        (T *)ADDRESS(args[4]), (T *)ADDRESS(args[5]), INT(args[7]), INT(args[6]), INT(args[8])

/* Returns when the group's thread has ended. */
static void wait_for(pthread_t thread) {
    pthread_join(thread, NULL);
}

#include "../group.h"
