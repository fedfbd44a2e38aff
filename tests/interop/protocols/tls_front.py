# SPDX-License-Identifier: Apache-2.0
# TLS in front of a server that speaks HTTP only (the product speaks https only): python3 tls_front.py PORT HTTP_PORT.
# While there is a file "lose-reply" in the working folder, a request goes through and its answer does not.
import os
import socket
import ssl
import sys
import threading

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("tls.pem", "tls.key")


def read_message(stream):
    message = b""
    while b"\r\n\r\n" not in message:
        part = stream.recv(65536)
        if not part:
            return message
        message += part
    head, _, body = message.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        part = stream.recv(65536)
        if not part:
            break
        body += part
    return head + b"\r\n\r\n" + body


def converse(client):
    try:
        with context.wrap_socket(client, server_side=True) as front:
            request = read_message(front)
            with socket.create_connection(("127.0.0.1", int(sys.argv[2]))) as back:
                back.sendall(request)
                answer = b""
                while part := back.recv(65536):
                    answer += part
            if os.path.exists("lose-reply"):
                os.remove("lose-reply")
                return
            front.sendall(answer)
    except OSError:
        pass


listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    connection, _ = listener.accept()
    threading.Thread(target=converse, args=(connection,), daemon=True).start()
