//go:build unix

package database

import (
	"context"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// process is a child process that dies with its parent.
type process struct {
	pid    int
	exited chan struct{}
	err    error // how it ended, readable once exited is closed
}

// launch starts a child in its own process group, so that Ctrl-C reaches us first, and asks
// the kernel, where it can, to send the child deathSignal when we die without a word.
func launch(cmd *exec.Cmd, as *account, deathSignal syscall.Signal) (*process, error) {
	cmd.SysProcAttr = childAttributes(deathSignal)
	cmd.SysProcAttr.Setpgid = true
	if as != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: as.uid, Gid: as.gid}
	}
	p := &process{exited: make(chan struct{})}
	started := make(chan error, 1)
	go p.run(cmd, started)
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// run keeps its operating system thread for as long as the child lives: the kernel takes the
// end of the thread that started the child for the death of the parent.
func (p *process) run(cmd *exec.Cmd, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := cmd.Start(); err != nil {
		started <- err
		return
	}
	p.pid = cmd.Process.Pid
	started <- nil
	p.err = cmd.Wait()
	close(p.exited)
}

// finish waits for a child to exit, and kills it when ctx ends first.
func (p *process) finish(ctx context.Context) error {
	select {
	case <-p.exited:
		return p.err
	case <-ctx.Done():
		_ = syscall.Kill(p.pid, syscall.SIGKILL)
		<-p.exited
		return ctx.Err()
	}
}

// step is a signal that asks PostgreSQL to exit, and how long to wait for it.
type step struct {
	signal   syscall.Signal
	patience time.Duration
}

// endings are PostgreSQL's fast shutdown, its immediate shutdown, and SIGKILL.
func endings() []step {
	return []step{
		{syscall.SIGINT, 20 * time.Second}, {syscall.SIGQUIT, 5 * time.Second}, {syscall.SIGKILL, 5 * time.Second},
	}
}

// end sends one signal after the other until gone is closed, and reports whether it was. The end of ctx shortens
// the wait after the first one.
func end(ctx context.Context, pid int, gone <-chan struct{}, steps []step) bool {
	for _, s := range steps {
		select {
		case <-gone:
			return true
		default:
		}
		_ = syscall.Kill(pid, s.signal)
		timer := time.NewTimer(s.patience)
		select {
		case <-gone:
			timer.Stop()
			return true
		case <-ctx.Done():
			ctx = context.WithoutCancel(ctx)
		case <-timer.C:
		}
		timer.Stop()
	}
	return false
}
