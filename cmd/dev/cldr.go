package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/etradeoffice/portal/server/locale"
)

// generateCLDR writes server/locale/cldr.json from the CLDR that Node carries. It is no part of generate: another Node
// carries another CLDR, and a name that changes is worth a look.
func generateCLDR(ctx context.Context, root string, out io.Writer) error {
	node := exec.CommandContext(ctx, "node", append([]string{filepath.Join(root, "cmd", "dev", "cldr.mjs")}, locale.Langs...)...)
	node.Stderr = out
	made, err := node.Output()
	if err != nil {
		return fmt.Errorf("run cmd/dev/cldr.mjs with node: %w", err)
	}
	return os.WriteFile(filepath.Join(root, "server", "locale", "cldr.json"), made, 0o644)
}
