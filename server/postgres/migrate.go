package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations
var migrationFiles embed.FS

// migrateLock is the advisory lock that lets one node migrate at a time; the number has no meaning.
const migrateLock = 0x65747261

// Refusals of a database whose tables are not those of this program.
var (
	ErrNewerSchema = errors.New("the database was written by a newer version of etrade: install that version, or restore the backup that was made before it")
	ErrOlderSchema = errors.New("the database was written by an older version of etrade: run `etrade migrate` first")
	ErrCLocale     = errors.New("the database uses the C locale or not UTF-8, so letters beyond English would not be found: create it anew with " +
		"CREATE DATABASE etrade TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8' (or another UTF-8 locale)")
)

// Migrate brings the tables to those of this program, one node at a time. It refuses a database of a newer program
// and one in the C locale.
func Migrate(ctx context.Context, url string) error {
	return withMigrations(ctx, url, func(provider *goose.Provider, db *DB) error {
		for _, extension := range []string{"btree_gist", "pg_trgm"} {
			if _, err := db.Exec(ctx, "create extension if not exists "+extension); err != nil {
				return fmt.Errorf("the extension %s cannot be created: install PostgreSQL's contrib package, or have its superuser run CREATE EXTENSION %s (%w)", extension, extension, err)
			}
		}
		if err := compare(ctx, provider); err != nil && !errors.Is(err, ErrOlderSchema) {
			return err
		}
		if _, err := provider.Up(ctx); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		river, err := rivermigrate.New(riverpgxv5.New(db.Pool), nil)
		if err != nil {
			return fmt.Errorf("migrations of the job tables: %w", err)
		}
		if _, err := river.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
			return fmt.Errorf("migrate the job tables: %w", err)
		}
		// Nobody asks for jobs by what is in them, and each of these would have an entry for every word of every job.
		if _, err := db.Exec(ctx, "drop index if exists river_job_args_index, river_job_metadata_index"); err != nil {
			return fmt.Errorf("drop the unused indexes of the job table: %w", err)
		}
		return nil
	})
}

// Check is nil when the tables are those of this program, otherwise ErrOlderSchema, ErrNewerSchema or ErrCLocale.
func Check(ctx context.Context, url string) error {
	return withMigrations(ctx, url, func(provider *goose.Provider, db *DB) error {
		if err := compare(ctx, provider); err != nil {
			return err
		}
		river, err := rivermigrate.New(riverpgxv5.New(db.Pool), nil)
		if err != nil {
			return fmt.Errorf("migrations of the job tables: %w", err)
		}
		result, err := river.Validate(ctx, nil)
		if err != nil {
			return fmt.Errorf("look at the job tables: %w", err)
		}
		if !result.OK {
			return ErrOlderSchema
		}
		return nil
	})
}

func compare(ctx context.Context, provider *goose.Provider) error {
	have, want, err := provider.GetVersions(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("look at the schema's version: %w", err)
	case have > want:
		return fmt.Errorf("%w (its schema is %d, this program knows %d)", ErrNewerSchema, have, want)
	case have < want:
		return fmt.Errorf("%w (its schema is %d, this program needs %d)", ErrOlderSchema, have, want)
	}
	return nil
}

// withMigrations runs work with the migrations of this program on a database of the right locale, under the lock.
func withMigrations(ctx context.Context, url string, work func(*goose.Provider, *DB) error) error {
	db, err := open(ctx, url, "0")
	if err != nil {
		return err
	}
	defer db.Close()
	if err := refuseCLocale(ctx, db); err != nil {
		return err
	}
	unlock, err := takeLock(ctx, db)
	if err != nil {
		return err
	}
	defer unlock()
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return fmt.Errorf("embedded migrations: %w", err)
	}
	pool := stdlib.OpenDBFromPool(db.Pool)
	defer func() { _ = pool.Close() }()
	provider, err := goose.NewProvider(goose.DialectPostgres, pool, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	return work(provider, db)
}

// takeLock waits for the node that migrates, on a connection beside the pool's, however few those are. Its settings are the pool's,
// which has taken its own parameters out of the URL: the server would refuse them.
func takeLock(ctx context.Context, db *DB) (unlock func(), err error) {
	conn, err := pgx.ConnectConfig(ctx, db.Config().ConnConfig)
	if err != nil {
		return nil, fmt.Errorf("connect to migrate: %w", err)
	}
	if _, err := conn.Exec(ctx, "select pg_advisory_lock($1)", migrateLock); err != nil {
		_ = conn.Close(ctx)
		return nil, fmt.Errorf("wait for the node that migrates: %w", err)
	}
	return func() { _ = conn.Close(context.WithoutCancel(ctx)) }, nil
}

// refuseCLocale looks at the character type: in C, pg_trgm sees no letter in Korean or Romanian text.
func refuseCLocale(ctx context.Context, db *DB) error {
	var ctype, encoding string
	err := db.QueryRow(ctx, `select datctype, pg_encoding_to_char(encoding) from pg_database where datname = current_database()`).Scan(&ctype, &encoding)
	if err != nil {
		return fmt.Errorf("look at the database's locale: %w", err)
	}
	if strings.EqualFold(ctype, "C") || strings.EqualFold(ctype, "POSIX") || encoding != "UTF8" {
		return fmt.Errorf("%w (it has %s, %s)", ErrCLocale, ctype, encoding)
	}
	return nil
}

// Fingerprint names this program's migrations: two programs with the same one make the same tables.
func Fingerprint() (string, error) {
	sum := fnv.New64a()
	err := fs.WalkDir(migrationFiles, "migrations", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".sql") {
			return err
		}
		raw, err := migrationFiles.ReadFile(path)
		if err != nil {
			return err
		}
		_, _ = sum.Write([]byte(path))
		_, _ = sum.Write(raw)
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("read the migrations: %w", err)
	}
	return fmt.Sprintf("%016x", sum.Sum64()), nil
}
