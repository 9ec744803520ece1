package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// owner is the system user that the server runs as. PostgreSQL refuses to run as root, so root drops to a user with a
// passwd entry; everybody else stays who they are.
type owner struct {
	name     string
	uid, gid uint32
	drop     bool // we are root and run the server as somebody else
}

// chooseOwner keeps the owner of an existing cluster; for a new one root takes the first user of a short list.
func chooseOwner(dir string) (owner, error) {
	if os.Geteuid() != 0 {
		return owner{name: strconv.Itoa(os.Geteuid())}, nil
	}
	if info, err := os.Stat(filepath.Join(dir, clusterFolder)); err == nil {
		if stat, ok := info.Sys().(*syscall.Stat_t); ok && stat.Uid != 0 {
			if u, err := user.LookupId(strconv.FormatUint(uint64(stat.Uid), 10)); err == nil {
				return ownerOf(u)
			}
		}
	}
	for _, name := range []string{"etrade", "postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return ownerOf(u)
		}
	}
	return owner{}, errors.New("PostgreSQL does not run as root, and this machine has no user etrade, postgres or nobody; " +
		"create one (useradd --system etrade) or start the program as an ordinary user")
}

func ownerOf(u *user.User) (owner, error) {
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return owner{}, fmt.Errorf("user %s: %w", u.Username, err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return owner{}, fmt.Errorf("group of user %s: %w", u.Username, err)
	}
	return owner{name: u.Username, uid: uint32(uid), gid: uint32(gid), drop: true}, nil
}

// attributes make a child process run as the owner.
func (o owner) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{}
	if o.drop {
		attr.Credential = &syscall.Credential{Uid: o.uid, Gid: o.gid}
	}
	return attr
}

// command is a program run as the owner, in a folder that the owner can read.
func (o owner) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = "/"
	cmd.SysProcAttr = o.attributes()
	return cmd
}

// give hands a file or folder to the owner.
func (o owner) give(path string) error {
	if !o.drop {
		return nil
	}
	return os.Chown(path, int(o.uid), int(o.gid))
}

// mustRun refuses, with a sentence, folders on the way to the cluster or to the programs that the owner cannot pass.
func (o owner) mustRun(ctx context.Context, program string) error {
	if !o.drop {
		return nil
	}
	if err := o.command(ctx, program, "--version").Run(); err != nil {
		return fmt.Errorf("PostgreSQL does not run as root, and the user %s cannot run %s (%w); install PostgreSQL where every user can read it", o.name, program, err)
	}
	return nil
}

// mustReach refuses a folder that the owner cannot pass into.
func (o owner) mustReach(ctx context.Context, dir string) error {
	if !o.drop {
		return nil
	}
	for at := dir; ; at = filepath.Dir(at) {
		probe := o.command(ctx, "/bin/sh", "-c", `cd "$1"`, "sh", at)
		if probe.Run() == nil {
			if at == dir {
				return nil
			}
			return fmt.Errorf("PostgreSQL does not run as root, and the user %s that it runs as cannot enter %s; "+
				"open the folders on the way (chmod o+x) or choose another one with --data, such as /var/lib/etrade", o.name, dir)
		}
		if at == filepath.Dir(at) {
			return fmt.Errorf("the user %s cannot enter any folder of %s", o.name, dir)
		}
	}
}
