package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
)

// journeyDatabases makes a database for each journey on the server of ETRADE_DATABASE_URL, since a demo fills the one it
// gets; without the setting each demo starts its own server. It returns what tells the journeys, and the way to drop them.
func journeyDatabases(ctx context.Context, files []string) (setting string, drop func() error, err error) {
	server := os.Getenv("ETRADE_DATABASE_URL")
	if server == "" {
		return "ETRADE_E2E_DATABASES={}", func() error { return nil }, nil
	}
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return "", nil, fmt.Errorf("connect to ETRADE_DATABASE_URL: %w", err)
	}
	urls := map[string]string{}
	var names []string
	drop = func() error {
		var failed error
		for _, name := range names {
			_, err := conn.Exec(context.WithoutCancel(ctx), "drop database if exists "+name+" with (force)")
			failed = errors.Join(failed, err)
		}
		return errors.Join(failed, conn.Close(context.WithoutCancel(ctx)))
	}
	for i, file := range files {
		name := fmt.Sprintf("etrade_journey_%d_%d", os.Getpid(), i)
		if _, err := conn.Exec(ctx, "create database "+name); err != nil {
			return "", nil, errors.Join(fmt.Errorf("create a database for a journey: %w", err), drop())
		}
		names = append(names, name)
		if urls[strings.TrimSuffix(filepath.Base(file), ".test.ts")], err = onDatabase(server, name); err != nil {
			return "", nil, errors.Join(err, drop())
		}
	}
	text, err := json.Marshal(urls)
	if err != nil {
		return "", nil, errors.Join(err, drop())
	}
	return "ETRADE_E2E_DATABASES=" + string(text), drop, nil
}

// onDatabase is the same server with another database; a dbname in the query would win over the path, so it goes there.
func onDatabase(server, database string) (string, error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", fmt.Errorf("ETRADE_DATABASE_URL must be a URL (postgres://...): %w", err)
	}
	if query := u.Query(); query.Has("dbname") {
		query.Set("dbname", database)
		u.RawQuery = query.Encode()
	} else {
		u.Path = "/" + database
	}
	return u.String(), nil
}
