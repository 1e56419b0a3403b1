-- Sends the requests of a file (one a line: method, path, cookies, body; apart by tabs) in turn, each {uuid} in a body a new
-- one, and says in one line of JSON how it went.
local requests, count = {}, 0

local function uuid()
  return (("xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx"):gsub("x", function() return ("%x"):format(math.random(0, 15)) end))
end

function init(args)
  math.randomseed(os.time() + (os.clock() * 1e6))
  for line in io.lines(args[1]) do
    local method, path, cookies, body = line:match("^(.-)\t(.-)\t(.-)\t(.*)$")
    local headers = { Cookie = cookies }
    if body ~= "" then headers["Content-Type"] = "application/x-www-form-urlencoded" end
    requests[#requests + 1] = { method, path, headers, body }
  end
end

function request()
  count = count % #requests + 1
  local method, path, headers, body = unpack(requests[count])
  return wrk.format(method, path, headers, (body:gsub("{uuid}", uuid)))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(("{\"requests\": %d, \"seconds\": %f, \"p50\": %f, \"p99\": %f, \"failed\": %d}\n"):format(
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
