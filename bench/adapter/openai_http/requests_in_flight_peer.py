# SPDX-License-Identifier: Apache-2.0
"""requests_in_flight_peer.py ADDRESS REQUESTS AT_ONCE: the work of passk.study.requests_in_flight
with the openai package (asyncio); called by it. The requests are spread over clients of 100
connections each: the pool of httpx looks at all its connections for each request, so that one
client of thousands takes minutes of processor time for it."""
import asyncio
import sys

import openai

Limits = type(openai.DEFAULT_CONNECTION_LIMITS)  # of the httpx that this version of openai uses


async def main(address, requests, at_once):
    share = min(100, at_once)
    clients = [
        openai.AsyncOpenAI(
            base_url=address + "/v1",
            api_key="none",
            timeout=None,
            max_retries=8,
            http_client=openai.DefaultAsyncHttpxClient(
                timeout=None,
                trust_env=False,
                limits=Limits(max_connections=share, max_keepalive_connections=share),
            ),
        )
        for _ in range((at_once + share - 1) // share)
    ]
    numbers = iter(range(requests))
    good = 0
    total = 0.0

    async def worker(client):
        nonlocal good, total
        for number in numbers:
            answer = await client.completions.create(
                model="markov",
                prompt="3918>15:",
                max_tokens=64,
                n=8,
                temperature=1.0,
                top_p=1.0,
                logprobs=0,
                seed=100000 * (number // 128) + 8 * (number % 128),
                extra_body={"top_k": -1, "min_p": 0.0, "repetition_penalty": 1.0},
            )
            for choice in answer.choices:
                good += 1
                total += sum(choice.logprobs.token_logprobs)

    await asyncio.gather(*(worker(clients[i // share]) for i in range(at_once)))
    print(f"{'':22} {good} of {8 * requests} completions, sum of log-probabilities {total:.3f}", flush=True)
    if good != 8 * requests:
        sys.exit(1)


asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
