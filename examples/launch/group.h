/*
 * The three functions, from what the including file defines: ADDRESS(), INT() and OUT_OF_ARGS(T), which unpack `args`, and
 * wait_for(). A group is one thread, which calls the kernel once with the group's mask.
 */
#include <stddef.h>
#include <string.h>

#include "../c/nlllossgrad.h"
#include "launch.h"

enum { OK, NO_SUCH_DEVICE, NO_SUCH_KERNEL, WRONG_COUNT, NO_GROUP_LEFT, NO_SUCH_GROUP, NO_THREAD };

/* Six addresses, batch, class_num, reduction_type. */
enum { ARGUMENTS = 9 };

typedef void kernel(const uint64_t *args, int core_mask);

/* A kernel takes its mask last, if it takes one. */
#define SHARED(name, T) \
    static void run_##name(const uint64_t *args, int core_mask) { name(OUT_OF_ARGS(T), core_mask); }
#define PRIVATE(name, T) \
    static void run_##name(const uint64_t *args, int core_mask) { (void)core_mask; name(OUT_OF_ARGS(T)); }

SHARED(fp_nlllossgrad_s, float)
PRIVATE(fp_nlllossgrad_p, float)
SHARED(hp_nlllossgrad_s, half)
PRIVATE(hp_nlllossgrad_p, half)

static const struct {
    const char *name;
    kernel *run;
} kernels[] = {
    {"fp_nlllossgrad_s", run_fp_nlllossgrad_s},
    {"fp_nlllossgrad_p", run_fp_nlllossgrad_p},
    {"hp_nlllossgrad_s", run_hp_nlllossgrad_s},
    {"hp_nlllossgrad_p", run_hp_nlllossgrad_p},
};

/* Groups between their launch and their end. One thread launches; each group's own thread reads what was launched. */
static struct group {
    int taken;
    pthread_t thread;
    kernel *run;
    int core_mask;
    uint64_t args[ARGUMENTS];
} groups[64];

enum { GROUPS = sizeof groups / sizeof *groups };

static void *work(void *launched) {
    struct group *group = launched;
    group->run(group->args, group->core_mask);
    return NULL;
}

static struct group *group_of(int thread_id) {
    return thread_id >= 0 && thread_id < GROUPS && groups[thread_id].taken ? &groups[thread_id] : NULL;
}

int LaunchGroup(int device_id, int core_mask, int *thread_id, char *kernel_name, int argc, uint64_t *args) {
    if (device_id != 0) return NO_SUCH_DEVICE;
    if (argc != ARGUMENTS) return WRONG_COUNT;
    kernel *run = NULL;
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++)
        if (strcmp(kernels[k].name, kernel_name) == 0) run = kernels[k].run;
    if (run == NULL) return NO_SUCH_KERNEL;
    for (int id = 0; id < GROUPS; id++) {
        struct group *group = &groups[id];
        if (group->taken) continue;
        group->run = run;
        group->core_mask = core_mask;
        memcpy(group->args, args, sizeof group->args);
        if (pthread_create(&group->thread, NULL, work, group) != 0) return NO_THREAD;
        group->taken = 1;
        *thread_id = id;
        return OK;
    }
    return NO_GROUP_LEFT;
}

int WaitGroup(int thread_id) {
    struct group *group = group_of(thread_id);
    if (group == NULL) return NO_SUCH_GROUP;
    wait_for(group->thread);
    return OK;
}

int DestroyGroup(int thread_id) {
    struct group *group = group_of(thread_id);
    if (group == NULL) return NO_SUCH_GROUP;
    group->taken = 0;
    return OK;
}
