-- The nurse's page under load: 200 connections that all want copies, each for another patient.
--
--     handout serve content --listen 127.0.0.1:7811 &
--     wrk -t1 -c200 -d60s -s tests/bench/serve_load.lua http://127.0.0.1:7811/v1/pdf
--
-- Prints how many PDFs a second there were. Every other answer must be 503 with the time after which to ask again.

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"

local record = '{"handout": "bone-marrow-test", "language": "en", "values": {"name": "Ana Diaz %d", "mrn": "00418-%d", "test_date": "2026-12-01", "arrive_at": "08:15"}}'
local threads = {}
local asked = 0
made, refused, other = 0, 0, 0

function setup(thread)
  table.insert(threads, thread)
end

function request()
  asked = asked + 1
  return wrk.format(nil, nil, nil, string.format(record, asked % 97, 1000 + asked % 9000))
end

function response(status, headers, body)
  if status == 200 and body:sub(1, 5) == "%PDF-" then
    made = made + 1
  elseif status == 503 and (headers["Retry-After"] or headers["retry-after"]) then
    refused = refused + 1
  else
    other = other + 1
  end
end

function done(summary, latency, requests)
  local sums = { made = 0, refused = 0, other = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(sums) do
      sums[name] = sums[name] + thread:get(name)
    end
  end
  local lost = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  local line = "%.0f PDFs/s; %d PDFs, %d told to wait, %d other answers, %d connections lost; p50 %.0f ms, p99 %.0f ms\n"
  local seconds = summary.duration / 1e6
  io.write(line:format(sums.made / seconds, sums.made, sums.refused, sums.other, lost, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
