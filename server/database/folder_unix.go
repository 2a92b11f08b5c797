//go:build unix

package database

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// longestSocketFolder leaves room for the socket's name in the 103 bytes that every system
// grants a socket's path.
const longestSocketFolder = 103 - len("/.s.PGSQL."+port)

// dataFolder is the data folder of one cluster, named data-18 in its parent. The major is 0 and the path empty
// before there is any data.
type dataFolder struct {
	path  string
	major int
}

// place says where a cluster's data is stored and which user PostgreSQL runs as.
type place struct {
	home string
	as   *account
	data dataFolder
}

// findPlace looks for the data of opt.DataDir, or for a place to create it. As root, data that PostgreSQL's user
// can't reach is stored in opt.stateDir.
func findPlace(opt ClusterOptions) (place, error) {
	as, err := unprivileged()
	if err != nil {
		return place{}, err
	}
	homes := []string{opt.DataDir}
	if as != nil {
		homes = append(homes, filepath.Join(opt.stateDir, shortHash(opt.DataDir)))
	}
	for _, home := range homes {
		data, err := existingData(home)
		if err != nil {
			return place{}, err
		}
		if data.major != 0 {
			return placeOfData(home, data, as)
		}
	}
	if as.reaches(opt.DataDir) {
		return place{home: opt.DataDir, as: as}, nil
	}
	if err := rootsFolder(opt.stateDir); err != nil {
		return place{}, err
	}
	return place{home: homes[1], as: as}, rootsFolder(homes[1])
}

// placeOfData runs PostgreSQL as the owner of its data, since it accepts no other.
func placeOfData(home string, data dataFolder, as *account) (place, error) {
	owner, err := ownerOf(data.path)
	switch {
	case err != nil:
		return place{}, err
	case as == nil && owner.uid != uint32(os.Geteuid()):
		return place{}, fmt.Errorf(
			"%s belongs to the user with the id %d: start as that user or as root", data.path, owner.uid,
		)
	case as == nil:
		return place{home: home, data: data}, nil
	case owner.uid == 0:
		return place{}, fmt.Errorf(
			"%s belongs to root, but PostgreSQL does not run as root: give it to another user", data.path,
		)
	default:
		return place{home: home, as: &owner, data: data}, nil
	}
}

// existingData finds the data of the highest major version in a folder.
func existingData(home string) (dataFolder, error) {
	entries, err := os.ReadDir(home)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return dataFolder{}, fmt.Errorf("data folder: %w", err)
	}
	var newest dataFolder
	for _, entry := range entries {
		major := majorOf(entry.Name())
		if entry.IsDir() && major > newest.major {
			newest = dataFolder{path: filepath.Join(home, entry.Name()), major: major}
		}
	}
	return newest, nil
}

// majorOf reads the version in the name of a data folder, 0 where there is none.
func majorOf(path string) int {
	version, ok := strings.CutPrefix(filepath.Base(path), "data-")
	major, err := strconv.Atoi(version)
	if !ok || err != nil {
		return 0
	}
	return major
}

// makeSocketFolder returns the private folder of the socket: a short path, the same at each start.
func makeSocketFolder(home string, as *account) (string, error) {
	name := "jalons-" + shortHash(home)
	for _, parent := range []string{os.TempDir(), "/tmp", "/var/tmp"} {
		folder := filepath.Join(absolute(parent), name)
		if len(folder) <= longestSocketFolder && as.reaches(parent) {
			return folder, makePrivate(folder, as)
		}
	}
	return "", errors.New("no temporary folder is near enough for PostgreSQL's socket: set TMPDIR to a short path")
}

// makePrivate creates a folder with mode 0700. An existing one must be such a folder of the same user, not somebody
// else's in a shared place.
func makePrivate(folder string, as *account) error {
	err := os.Mkdir(folder, 0o700)
	if err == nil {
		return as.give(folder)
	}
	if !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("socket folder: %w", err)
	}
	info, err := os.Lstat(folder)
	if err != nil {
		return fmt.Errorf("socket folder: %w", err)
	}
	owner, err := ownerOf(folder)
	if err != nil {
		return fmt.Errorf("socket folder: %w", err)
	}
	if !info.IsDir() || info.Mode().Perm() != 0o700 || owner.uid != as.uidOrOurs() {
		return fmt.Errorf(
			"socket folder: %s is not a folder that belongs to PostgreSQL's user alone: remove it", folder,
		)
	}
	return nil
}
