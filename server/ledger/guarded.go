//go:build !unguarded

package ledger

// Guarded says that the program asks who may do what before the database does. Only tests of the
// database's own walls are built without.
const Guarded = true
