package registry

import "github.com/redis/go-redis/v9"

// Each script touches the keys of one room only, so that it runs on a cluster, and uses only what Redis 7.0 and miniredis both have.

// acquire: KEYS lease, epoch; ARGV node, url, now ms, life ms, inner. Answers {epoch} or {"", url of the owner, its inner URL}.
var acquire = redis.NewScript(`
local owner = redis.call('HGET', KEYS[1], 'node')
if owner and owner ~= ARGV[1] then
	return {'', redis.call('HGET', KEYS[1], 'url'), redis.call('HGET', KEYS[1], 'inner') or ''}
end
local epoch = tonumber(redis.call('GET', KEYS[2]) or '0') + 1
if tonumber(ARGV[3]) > epoch then
	epoch = tonumber(ARGV[3])
end
local text = string.format('%.0f', epoch)
redis.call('SET', KEYS[2], text, 'PX', 604800000)
redis.call('HSET', KEYS[1], 'node', ARGV[1], 'epoch', text, 'url', ARGV[2], 'inner', ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {text}
`)

// renew: KEYS lease, epoch; ARGV node, url, epoch, life ms, inner. Answers {epoch}, {epoch, "back"} when the lease had gone, or {"", url of the owner}.
var renew = redis.NewScript(`
local owner = redis.call('HGET', KEYS[1], 'node')
local held = redis.call('HGET', KEYS[1], 'epoch')
if owner and (owner ~= ARGV[1] or held ~= ARGV[3]) then
	return {'', redis.call('HGET', KEYS[1], 'url')}
end
local answer = {ARGV[3]}
if not owner then
	local last = tonumber(redis.call('GET', KEYS[2]) or '0')
	if last > tonumber(ARGV[3]) then
		return {'', ''}
	end
	redis.call('SET', KEYS[2], ARGV[3], 'PX', 604800000)
	redis.call('HSET', KEYS[1], 'node', ARGV[1], 'epoch', ARGV[3], 'url', ARGV[2], 'inner', ARGV[5])
	answer[2] = 'back'
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PEXPIRE', KEYS[2], 604800000)
return answer
`)

// release: KEYS lease, epoch; ARGV node, epoch.
var release = redis.NewScript(`
if redis.call('HGET', KEYS[1], 'node') == ARGV[1] and redis.call('HGET', KEYS[1], 'epoch') == ARGV[2] then
	return redis.call('DEL', KEYS[1])
end
return 0
`)

// save: KEYS state, epoch; ARGV epoch, data, life ms. Answers 1, or 0 when a newer epoch exists.
var save = redis.NewScript(`
if tonumber(redis.call('GET', KEYS[2]) or '0') > tonumber(ARGV[1]) then
	return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
`)

// announce: KEYS nodes, since; ARGV inner, life ms. Scores are Redis's own clock in ms, so that the nodes' clocks do not matter.
var announce = redis.NewScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('SET', KEYS[2], string.format('%.0f', now), 'NX')
return redis.call('ZRANGE', KEYS[1], 0, -1)
`)

// young: KEYS since; ARGV life ms. Answers 1 when Redis has held the list of nodes for less than that.
var young = redis.NewScript(`
local since = redis.call('GET', KEYS[1])
local time = redis.call('TIME')
if since and time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(since) >= tonumber(ARGV[1]) then
	return 0
end
return 1
`)
