#!/bin/busybox sh
# The guest's first process: mounts the host's files read-only, with what is written kept in memory,
# runs one command on top of them, and switches the machine off.
/bin/busybox --install -s /bin
export PATH=/bin
. /settings   # MODULES RELEASE KERNEL_MODULES COMMAND LIMIT_S

mkdir -p /proc /sys /dev /host /memory /root /share
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
for module in $MODULES; do
    insmod "/modules/$module" || echo "e2e: $module does not load"
done

nine=trans=virtio,version=9p2000.L
mount -t 9p -o "ro,cache=loose,msize=524288,$nine" host /host || echo "e2e: no files of the host"
mount -t 9p -o "cache=none,msize=131072,$nine" share /share || echo "e2e: no folder to write results to"
mount -t tmpfs tmpfs /memory
mkdir /memory/written /memory/work
mount -t overlay -o lowerdir=/host,upperdir=/memory/written,workdir=/memory/work overlay /root \
    || echo "e2e: no overlay"

cd /root || exit
mount -o bind /proc proc
mount -o bind /sys sys
mount -o bind /dev dev
ln -sf /proc/self/fd /dev/fd
mkdir -p dev/shm dev/pts mnt "lib/modules/$RELEASE"
mount -t devpts devpts dev/pts
mount -t tmpfs tmpfs dev/shm
mount -t tmpfs tmpfs run
# Not over /tmp, where this checkout may lie; what is written there is kept in memory all the same.
chmod 1777 tmp dev/shm
mount -o bind /share mnt
mount -o bind "/root$KERNEL_MODULES" "lib/modules/$RELEASE"
ip link set lo up

echo "e2e: the guest is up after $(cut -d' ' -f1 /proc/uptime) s"
touch /share/up
export PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
/bin/timeout "$LIMIT_S" /bin/chroot /root /bin/sh -c "$COMMAND" > /share/guest.log 2>&1
echo "$?" > /share/status
/bin/sync
/bin/poweroff -f
