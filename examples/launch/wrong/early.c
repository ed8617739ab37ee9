/* Wrong: waiting for a group does not wait: LaunchGroup, WaitGroup and DestroyGroup return while the kernel still writes. */
#include <pthread.h>
#include <stdint.h>

/* An argument as the address or the int that it was. */
#define ADDRESS(arg) ((void *)(uintptr_t)(arg))
#define INT(arg) ((int)(int64_t)(arg))

/* The parameters of a kernel, in the order of its prototype. */
#define OUT_OF_ARGS(T)                                                                                        \
    (T *)ADDRESS(args[0]), (T *)ADDRESS(args[1]), (int *)ADDRESS(args[2]), (T *)ADDRESS(args[3]),             \
        (T *)ADDRESS(args[4]), (T *)ADDRESS(args[5]), INT(args[6]), INT(args[7]), INT(args[8])

/* Lets the group's thread end by itself. */
static void wait_for(pthread_t thread) {
    pthread_detach(thread);
}

#include "../group.h"
