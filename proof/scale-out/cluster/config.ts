// The configuration of the cluster, as it is run. docs/scale-out.md shows it and explains what to change for a cluster
// on several machines: `npm run scale-out -- --serve` prints the folder in which the files are.

const NCHAN = '/usr/lib/nginx/modules/ngx_nchan_module.so';

export interface Ports {
  readonly front: number;
  readonly nodes: Readonly<Record<NodeName, number>>;
  readonly redis: number;
  readonly page: number;
  readonly demo: number;
}

/** Each node is an nginx with nchan. */
export type NodeName = 'a' | 'b';
export const NODES: readonly NodeName[] = ['a', 'b'];

/** One node. It speaks plain HTTP: haproxy ends TLS. */
export const nginxConfig = (home: string, port: number, redis: number, connections: number): string => `
load_module ${NCHAN};
daemon off;
pid nginx.pid;
${process.getuid?.() === 0 ? 'user root;' : ''}
# Two nodes share two processors here. On a machine of its own: auto.
worker_processes 1;
# One descriptor per subscriber, and some for Redis, the publishers and files.
worker_rlimit_nofile ${connections + 512};
events { worker_connections ${connections + 256}; }

http {
  access_log off;
  client_body_temp_path ${home}/body; proxy_temp_path ${home}/proxy; fastcgi_temp_path ${home}/fastcgi;
  uwsgi_temp_path ${home}/uwsgi; scgi_temp_path ${home}/scgi;
  # haproxy holds connections open for further long polls.
  keepalive_timeout 75s;
  keepalive_requests 1000000;
  # A message goes out when it is published, not when a segment is full.
  tcp_nodelay on;
  # For messages and channels, in all workers together.
  nchan_max_reserved_memory 64m;

  upstream redis {
    nchan_redis_server redis://127.0.0.1:${redis};
    # Each message is in Redis and in the memory of every node that has a subscriber of its channel.
    nchan_redis_storage_mode distributed;
    # After Redis returns, ask every second at the latest. The default grows to 10 s.
    nchan_redis_reconnect_delay 500ms;
    nchan_redis_reconnect_delay_max 1s;
  }

  server {
    listen 127.0.0.1:${port} backlog=4096;
    # How long a subscriber may be away and resume without a gap: as many messages, as long.
    nchan_message_buffer_length 1000;
    nchan_message_timeout 10m;
    # nchan_redis_pass is not inherited: without it in a location, the node keeps its messages for itself.
    # A new subscriber begins with the next message. One with a cursor continues after it.
    nchan_subscriber_first_message newest;

    location = /health { access_log off; return 200 "ok\\n"; }

    location ~ ^/cluster/(\\w+)/sse$ {
      nchan_subscriber eventsource;
      nchan_channel_id $1;
      nchan_redis_pass redis;
      # No pings and no limit: the feed has a message every few seconds, which comes through Redis. A ping would only
      # show that nginx is alive, and hide from idleTimeout that Redis is not.
      nchan_eventsource_ping_interval 0;
      nchan_subscriber_timeout 0;
    }
    location ~ ^/cluster/(\\w+)/websocket$ {
      nchan_subscriber websocket;
      nchan_channel_id $1;
      nchan_redis_pass redis;
      nchan_websocket_ping_interval 0;
      nchan_subscriber_timeout 0;
    }
    location ~ ^/cluster/(\\w+)/long-polling$ {
      nchan_subscriber longpoll;
      nchan_channel_id $1;
      nchan_redis_pass redis;
      # All messages that are due in one response, each on a line: one per round trip is too slow for a busy feed.
      nchan_longpoll_multipart_response raw;
      nchan_subscriber_http_raw_stream_separator "\\n";
      # Less than the timeout of haproxy. The client asks again.
      nchan_subscriber_timeout 25s;
    }
    # Never reachable from outside: haproxy does not forward it.
    location ~ ^/publish/(\\w+)$ {
      nchan_publisher;
      nchan_channel_id $1;
      nchan_redis_pass redis;
    }
  }
}
`;

/** The balancer: TLS and HTTP/2 in front, HTTP/1.1 to the nodes, and the demo beside the feeds. */
export const haproxyConfig = (home: string, ports: Ports, limits: FrontLimits): string => `
global
  # Each subscriber has a connection on both sides. haproxy takes the descriptors from this number.
  maxconn ${limits.connections}
  nbthread 2
  # A reload takes the listening sockets from the old process through this socket, so none is refused.
  stats socket ${home}/haproxy.sock mode 600 level admin expose-fd listeners
  # Streams of the old process end after this time. Without it, old processes stay as long as their streams.
  hard-stop-after ${limits.hardStopAfter}ms
  ssl-default-bind-options ssl-min-ver TLSv1.2
  # As many streams as a browser may open on one connection.
  tune.h2.max-concurrent-streams 128

defaults
  mode http
  # Without it haproxy 2.6 holds events back, up to 400 ms.
  option http-no-delay
  timeout connect 2s
  timeout client 75s
  # Longer than the longest silence of a feed: a long poll, or the time between two messages.
  timeout server 75s
  timeout tunnel 1h
  # A node that does not accept: try the other one at once.
  retries 2
  option redispatch 1

frontend front
  bind 127.0.0.1:${ports.front} ssl crt ${home}/front.pem alpn h2,http/1.1 backlog 4096
  use_backend nodes if { path_beg /cluster/ }
  use_backend page if { path_beg /scale-out }
  default_backend demo

backend nodes
  balance leastconn
  option httpchk GET /health
  http-check expect status 200
  # Two failed checks, and its connections are closed, so that subscribers move at once.
  default-server check inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
  # Which node has answered: for the measurement.
  http-response set-header x-node %s
  server a 127.0.0.1:${ports.nodes.a}
  server b 127.0.0.1:${ports.nodes.b}

# The page that shows a feed of the cluster, and the demo with its own server: only with --serve.
backend page
  server page 127.0.0.1:${ports.page}

backend demo
  server demo 127.0.0.1:${ports.demo}
`;

export interface FrontLimits {
  /** How many clients may be connected. */
  readonly connections: number;
  /** Milliseconds after a reload. */
  readonly hardStopAfter: number;
}

export const redisConfig = (home: string, port: number): string => `
bind 127.0.0.1
port ${port}
dir ${home}
# What is kept for subscribers that return survives a restart of Redis.
appendonly yes
appendfsync everysec
save ""
# nchan limits what it keeps by time, so nothing may be evicted.
maxmemory 256mb
maxmemory-policy noeviction
# A node that does not keep up is disconnected before it fills the memory.
client-output-buffer-limit pubsub 64mb 16mb 60
`;
