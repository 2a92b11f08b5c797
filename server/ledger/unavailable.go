package ledger

import (
	"database/sql"
	"errors"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"jalons/server/domain"
)

// outage says why the database can't do now what it may do later, as a code that people are told, and after how many
// seconds it makes sense to ask again.
type outage struct {
	code    string
	seconds int
}

var (
	away   = outage{"database_away", 2}
	frozen = outage{"database_frozen", 5}
	busy   = outage{"database_busy", 2}

	// Who connects to a server that shuts down is told the same code as by one that starts.
	outages = map[pqerror.Code]outage{
		pqerror.CannotConnectNow:       {"database_starting", 2},
		pqerror.AdminShutdown:          {"database_stopping", 5},
		pqerror.CrashShutdown:          {"database_stopping", 5},
		pqerror.TooManyConnections:     {"database_connections", 2},
		pqerror.DiskFull:               {"database_full", 60},
		pqerror.ReadOnlySQLTransaction: {"database_read_only", 10},
		pqerror.LockNotAvailable:       {"database_locked", 2},
		pqerror.QueryCanceled:          {"took_too_long", 2},
		pqerror.TRSerializationFailure: busy,
		pqerror.TRDeadlockDetected:     busy,
		pqerror.IOError:                away,
		pqerror.DatabaseDropped:        away,
		pqerror.IdleSessionTimeout:     away,
	}
	outageClasses = map[pqerror.Class]outage{
		pqerror.ClassConnectionException:   away,
		pqerror.ClassInsufficientResources: busy,
	}
)

// Outage gives the error that people are told where err says that the database can't answer now; nil where it says
// something else.
func Outage(err error) *domain.Error {
	out, ok := outageOf(err)
	if !ok {
		return nil
	}
	return &domain.Error{
		Kind: domain.Unavailable, Code: out.code, Args: map[string]any{"seconds": out.seconds}, Err: err,
	}
}

func outageOf(err error) (outage, bool) {
	if answer := pq.As(err); answer != nil {
		if standby(answer) {
			return outages[pqerror.ReadOnlySQLTransaction], true
		}
		out, ok := outages[answer.Code]
		if !ok {
			out, ok = outageClasses[answer.Code.Class()]
		}
		return out, ok
	}
	if silent(err) {
		return frozen, true
	}
	return away, broken(err) || errors.Is(err, sql.ErrConnDone)
}

// standby says that a transaction that writes was to begin on a server that follows another one.
func standby(answer *pq.Error) bool {
	return answer.Code == pqerror.FeatureNotSupported && answer.Routine == "call_bool_check_hook"
}
