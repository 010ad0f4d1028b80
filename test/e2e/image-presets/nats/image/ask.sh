#!/bin/bash
# Prints JetStream's answer; fails where it does not come within five seconds.
exec 3<>/dev/tcp/127.0.0.1/4222
printf 'CONNECT {}\r\nSUB answer 1\r\nPUB $JS.API.INFO answer 0\r\n\r\n' >&3
timeout 5 grep -m 1 '"type":"io.nats.jetstream.api.v1.account_info_response"' <&3
