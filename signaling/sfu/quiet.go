package sfu

import (
	"fmt"
	"log/slog"

	"github.com/pion/logging"
)

// quiet passes pion's warnings and errors to slog at debug level: they tell of single packets and of connections that
// people closed, not of anything an operator has to do.
type quiet struct{ log *slog.Logger }

// NewLogger is pion's logging.LoggerFactory.
func (q quiet) NewLogger(scope string) logging.LeveledLogger {
	return quietLogger{q.log.With("pion", scope)}
}

type quietLogger struct{ log *slog.Logger }

func (quietLogger) Trace(string)                   {}
func (quietLogger) Tracef(string, ...any)          {}
func (quietLogger) Debug(string)                   {}
func (quietLogger) Debugf(string, ...any)          {}
func (quietLogger) Info(string)                    {}
func (quietLogger) Infof(string, ...any)           {}
func (l quietLogger) Warn(msg string)              { l.log.Debug(msg) }
func (l quietLogger) Warnf(f string, args ...any)  { l.log.Debug(fmt.Sprintf(f, args...)) }
func (l quietLogger) Error(msg string)             { l.log.Debug(msg) }
func (l quietLogger) Errorf(f string, args ...any) { l.log.Debug(fmt.Sprintf(f, args...)) }
