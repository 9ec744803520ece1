// The small scripts of the portal's pages. Every page works without them; each starts where its mark stands in the page.

import { startBeat } from './beat.ts';
import { startCall } from './call.ts';
import { startCells } from './cells.ts';
import { startChanges } from './changes.ts';
import { startCountdowns } from './countdown.ts';
import { startCrops } from './crop.ts';
import { startDrops } from './drop.ts';
import { startFilm } from './film.ts';
import { hintAtZone } from './elsewhere.ts';
import { startPush } from './push.ts';
import { startQueueKeys } from './queue.ts';
import { startRefresh } from './refresh.ts';
import { startRing } from './ring.ts';
import { startShare } from './share.ts';
import { startClocks } from './tick.ts';
import { upgradeTimes } from './time.ts';

upgradeTimes(document);
startClocks(document);
hintAtZone(document);
startCountdowns(document);
startBeat(document);
startCells(document);
startChanges(document);
startQueueKeys(document);
startRefresh(document);
startCall(document);
startRing(document);
startPush(document);
startCrops(document);
startDrops(document);
startFilm(document);
startShare(document);
