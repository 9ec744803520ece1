// The script of pages on which a desk makes keys and signs.

import { startKeys } from './sign.ts';

startKeys(document);
