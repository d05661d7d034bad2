"""Fifty people at work: sessions over Streamlit's own websocket, each clicking as a person does."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from time import perf_counter

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState


@dataclass
class Sitting:
    """One person's browser: what it shows of the clicked control, and how long each click took."""

    chance: random.Random
    control: str
    id: str = ""
    labels: tuple[str, ...] = ()
    seconds: list[float] = field(default_factory=list)


async def clicked(
    address: str, *, people: int, think_seconds: float, lasts_seconds: float, control: str, seed: int = 1
) -> list[float]:
    """Seconds from each click to the end of its script, of all people together.

    Everyone clicks another choice of the control (its key) after an exponential time of thinking.
    """
    sittings = [Sitting(random.Random(seed + number), control) for number in range(people)]
    url = address.replace("http://", "ws://") + "/_stcore/stream"
    await asyncio.gather(*(_sit(url, sitting, think_seconds, lasts_seconds) for sitting in sittings))
    return [seconds for sitting in sittings for seconds in sitting.seconds]


async def _sit(url: str, sitting: Sitting, think_seconds: float, lasts_seconds: float) -> None:
    await asyncio.sleep(sitting.chance.random() * think_seconds)
    async with websockets.connect(url, subprotocols=[websockets.Subprotocol("streamlit")], max_size=None) as socket:
        await _run(socket, sitting, ())
        ends = perf_counter() + lasts_seconds
        while perf_counter() < ends:
            await asyncio.sleep(sitting.chance.expovariate(1 / think_seconds))
            begun = perf_counter()
            await _run(socket, sitting, (_choice(sitting),))
            sitting.seconds.append(perf_counter() - begun)


def _choice(sitting: Sitting) -> WidgetState:
    state = WidgetState(id=sitting.id)
    state.string_array_value.data.append(sitting.chance.choice(sitting.labels))
    return state


async def _run(socket: websockets.ClientConnection, sitting: Sitting, states: tuple[WidgetState, ...]) -> None:
    """Ask for a run and read until it has finished."""
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    asked.rerun_script.widget_states.widgets.extend(states)
    await socket.send(asked.SerializeToString())
    while True:
        message = ForwardMsg.FromString(await socket.recv(decode=False))
        kind = message.WhichOneof("type")
        if kind == "delta":
            _notice(message, sitting)
        elif kind == "script_finished":
            return


def _notice(message: ForwardMsg, sitting: Sitting) -> None:
    """The control's id and labels, as the page sends them."""
    element = message.delta.new_element
    if element.WhichOneof("type") == "button_group" and sitting.control in element.button_group.id:
        sitting.id = element.button_group.id
        sitting.labels = tuple(option.content for option in element.button_group.options)
