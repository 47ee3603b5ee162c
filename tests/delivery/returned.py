"""Messages as mail servers write them, each about the letter whose Message-ID is put into it."""

from __future__ import annotations

from typing import Final

POSTFIX: Final = """\
Return-Path: <>
Date: Mon, 2 Nov 2026 09:00:05 +0700 (+07)
From: MAILER-DAEMON@mx.dien-dan.test (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: dien-dan@dien-dan.test
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F2A1.1793588405/mx.dien-dan.test"
Message-Id: <20261102020005.7C1E23F0A@mx.dien-dan.test>

This is a MIME-encapsulated message.

--4F2A1.1793588405/mx.dien-dan.test
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.dien-dan.test.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<citizen@demo.test>: host mail.demo.test[203.0.113.9] said: {reply} (in reply to RCPT TO command)

--4F2A1.1793588405/mx.dien-dan.test
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.dien-dan.test
X-Postfix-Queue-ID: 7C1E23F0A
Arrival-Date: Mon,  2 Nov 2026 09:00:03 +0700 (+07)

Final-Recipient: rfc822; citizen@demo.test
Original-Recipient: rfc822;citizen@demo.test
Action: {action}
Status: {status}
Remote-MTA: dns; mail.demo.test
Diagnostic-Code: smtp; {reply}

--4F2A1.1793588405/mx.dien-dan.test
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <dien-dan@dien-dan.test>
Received: from app (unknown [10.0.0.5])
\tby mx.dien-dan.test (Postfix) with ESMTP id 7C1E23F0A
Message-ID: {message_id}
Date: Mon, 2 Nov 2026 02:00:00 +0000
From: =?utf-8?q?Di=E1=BB=85n_=C4=91=C3=A0n?= <dien-dan@dien-dan.test>
To: citizen@demo.test
References: <pa-7k3m-9qxt@dien-dan.test>

--4F2A1.1793588405/mx.dien-dan.test--
"""
POSTFIX_UNKNOWN: Final = {
    "action": "failed",
    "status": "5.1.1",
    "reply": "550 5.1.1 <citizen@demo.test>: Recipient address rejected: User unknown",
}

# The whole letter comes back, and the head says nothing of a daemon.
EXCHANGE: Final = """\
From: <postmaster@demo.test>
To: <dien-dan@dien-dan.test>
Subject: =?utf-8?B?S2jDtG5nIGfhu61pIMSRxrDhu6Nj?=
Content-Type: multipart/report; report-type=delivery-status; boundary="b_=1"
In-Reply-To: <00000000000000000000000000000000@elsewhere.test>
MIME-Version: 1.0

--b_=1
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64

PHA+S2jDtG5nIHTDrG0gdGjhuqV5PC9wPg==

--b_=1
Content-Type: message/delivery-status

Reporting-MTA: dns;EXCH01.demo.test

Final-recipient: RFC822;citizen@demo.test
Action: failed
Status: 5.7.1
Diagnostic-Code: smtp;550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized

--b_=1
Content-Type: message/rfc822

Message-ID: {message_id}
Subject: x
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Chào bạn,

--b_=1--
"""

EXIM: Final = """\
Return-path: <>
From: Mail Delivery System <Mailer-Daemon@mail.demo.test>
X-Failed-Recipients: citizen@demo.test
Auto-Submitted: auto-replied
To: dien-dan@dien-dan.test
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  citizen@demo.test
    SMTP error from remote mail server after RCPT TO:<citizen@demo.test>:
    550 5.1.1 No such user here

------ This is a copy of the message, including all the headers. ------

Return-path: <dien-dan@dien-dan.test>
Message-ID: {message_id}
To: citizen@demo.test
"""

QMAIL: Final = """\
From: MAILER-DAEMON@mail.demo.test
To: dien-dan@dien-dan.test
Subject: failure notice

Hi. This is the qmail-send program at mail.demo.test.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<citizen@demo.test>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <dien-dan@dien-dan.test>
Message-ID: {message_id}
"""

EXIM_WAITS: Final = """\
From: Mail Delivery System <Mailer-Daemon@mail.demo.test>
To: dien-dan@dien-dan.test
Subject: Warning: message 1kZabc-0001 delayed 24 hours

A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mail.demo.test.

The message identifier is: {message_id}

No action is required on your part. Delivery attempts will continue for
some time.
"""

OUT_OF_OFFICE: Final = """\
From: Tran Thi Hoa <citizen@demo.test>
To: dien-dan@dien-dan.test
Subject: =?utf-8?Q?Tr=E1=BA=A3_l=E1=BB=9Di_t=E1=BB=B1_=C4=91=E1=BB=99ng?=: 550 5.1.1
Auto-Submitted: auto-replied
X-Autoreply: yes
In-Reply-To: {message_id}
References: {message_id}

I have left; this mailbox is no longer used, mail to it failed permanently. 550 5.1.1
"""

VACATION_WITHOUT_A_SIGN: Final = """\
From: citizen@demo.test
To: dien-dan@dien-dan.test
Subject: Re: x
In-Reply-To: {message_id}

Toi dang nghi phep, 550 5.1.1 khong doc thu.
> Message-ID: {message_id}
"""

RECEIPT: Final = """\
From: citizen@demo.test
To: dien-dan@dien-dan.test
Subject: Read: x
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary=bb

--bb
Content-Type: message/disposition-notification

Final-Recipient: rfc822;citizen@demo.test
Original-Message-ID: {message_id}
Disposition: manual-action/MDN-sent-manually; displayed

--bb--
"""
