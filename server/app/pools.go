package app

import (
	"cmp"
	"time"

	"jalons/server/database"
)

// ownerPool and filePool are how many connections the owner's pool has, and each of the two for files.
const (
	ownerPool = 2
	filePool  = 4
)

// waits is how long what answers a request waits for the database. Zero values stand for the defaults.
type waits struct {
	read    time.Duration // for a statement that reads, default 5 seconds
	write   time.Duration // for one that writes, default 10 seconds
	lock    time.Duration // for a lock of somebody else, default 2 seconds
	network time.Duration // for an answer beyond that, default 3 seconds: a server that is frozen ends no statement
}

func (w waits) withDefaults() waits {
	return waits{
		read: cmp.Or(w.read, 5*time.Second), write: cmp.Or(w.write, 10*time.Second),
		lock: cmp.Or(w.lock, 2*time.Second), network: cmp.Or(w.network, 3*time.Second),
	}
}

// What a server does by itself is given up after bulkNetwork of silence: it goes on with another connection then. An
// export is after the 30 seconds of every pool, a command after commandNetwork, since it may load everything in one.
const (
	bulkNetwork    = 2 * time.Minute
	commandNetwork = time.Hour
)

// pools are the limits of the pools of one process. Exports and what a server does by itself go through two pools
// without limits on statements and locks: one that reads, one that writes.
type pools struct{ owner, write, read, bulk, exports, files database.Limits }

// pools gives the limits of a server, or those of another command.
func (c Config) pools(serving bool) pools {
	limits := func(connections int) database.Limits {
		if serving {
			return database.Limits{Connections: connections}
		}
		return database.Limits{Connections: connections, Network: commandNetwork}
	}
	p := pools{
		owner: limits(ownerPool), write: limits(c.WritePool), read: limits(c.ReadPool),
		bulk: limits(c.BulkPool), exports: limits(c.BulkPool), files: limits(filePool),
	}
	if !serving {
		return p
	}
	w := c.waits.withDefaults()
	p.bulk.Network = bulkNetwork
	p.read.Statement, p.read.Lock, p.read.Network = w.read, w.lock, w.read+w.network
	p.write.Statement, p.write.Lock, p.write.Network = w.write, w.lock, w.write+w.network
	p.owner.Network = w.read + w.network
	p.files.Network = w.write + w.network
	return p
}

// connections is how many connections a server opens at most.
func (c Config) connections() int {
	p := c.pools(true)
	sum := p.owner.Connections + p.write.Connections + p.read.Connections
	return sum + p.bulk.Connections + p.exports.Connections + 2*p.files.Connections
}
