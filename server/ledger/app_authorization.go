//go:build !no_app_authz

package ledger

// AppAuthorization says that the program authorizes each write before the database's row-level security does.
// Only the authorization test of the database is built without it.
const AppAuthorization = true
