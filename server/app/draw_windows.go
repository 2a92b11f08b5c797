package app

// limitProcess leaves the limits to whoever started the process.
func limitProcess() error { return nil }
