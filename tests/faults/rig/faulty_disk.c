/* A disk that is full or slow while a file says so: loaded before the C library into PostgreSQL's server (LD_PRELOAD).
 *
 * In the folder that FAULTY_DISK names: `full-data` makes every write that would lengthen a file of the databases fail
 * with ENOSPC, as on a file system without a free block; `full-wal` makes every write of the write-ahead log fail so;
 * `slow` holds the milliseconds that each flush takes longer. PostgreSQL's own handling of these errors is what runs.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static int said(const char *what, char *content, size_t size) {
    char path[4096];
    const char *folder = getenv("FAULTY_DISK");
    if (folder == NULL || snprintf(path, sizeof path, "%s/%s", folder, what) >= (int)sizeof path) return 0;
    if (content == NULL) return access(path, F_OK) == 0;
    FILE *file = fopen(path, "r");
    if (file == NULL) return 0;
    size_t length = fread(content, 1, size - 1, file);
    content[length] = '\0';
    fclose(file);
    return length > 0;
}

static int within(int fd, const char *folder) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = '\0';
    return strstr(path, folder) != NULL;
}

static int no_room(int fd, off_t end) {
    struct stat status;
    int error = errno, full = 0;
    if (said("full-wal", NULL, 0) && within(fd, "/pg_wal/")) full = 1;
    else if (said("full-data", NULL, 0) && within(fd, "/base/")) full = fstat(fd, &status) == 0 && end > status.st_size;
    errno = full ? ENOSPC : error;
    return full;
}

static void take_long(void) {
    char content[32];
    int error = errno;
    if (said("slow", content, sizeof content)) {
        long milliseconds = atol(content);
        struct timespec wait = {milliseconds / 1000, milliseconds % 1000 * 1000000};
        nanosleep(&wait, NULL);
    }
    errno = error;
}

#define REAL(name) (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (real == NULL) real = REAL(pwrite);
    return no_room(fd, offset + (off_t)count) ? -1 : real(fd, bytes, count, offset);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
    static ssize_t (*real)(int, const struct iovec *, int, off_t);
    off_t end = offset;
    if (real == NULL) real = REAL(pwritev);
    for (int part = 0; part < count; part++) end += (off_t)parts[part].iov_len;
    return no_room(fd, end) ? -1 : real(fd, parts, count, offset);
}

int posix_fallocate(int fd, off_t offset, off_t length) {
    static int (*real)(int, off_t, off_t);
    if (real == NULL) real = REAL(posix_fallocate);
    return no_room(fd, offset + length) ? ENOSPC : real(fd, offset, length);
}

int fsync(int fd) {
    static int (*real)(int);
    if (real == NULL) real = REAL(fsync);
    take_long();
    return real(fd);
}

int fdatasync(int fd) {
    static int (*real)(int);
    if (real == NULL) real = REAL(fdatasync);
    take_long();
    return real(fd);
}
