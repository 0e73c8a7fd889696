import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import knowledge.pages.fields
import modelcluster.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('community', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GatheringsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, help_text='One or two sentences under the title. They also stand in lists of pages.', max_length=400, verbose_name='introduction')),
            ],
            options={
                'verbose_name': 'list of events',
                'verbose_name_plural': 'lists of events',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='EventPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, help_text='One or two sentences under the title. They also stand in lists of pages.', max_length=400, verbose_name='introduction')),
                ('starts_at', models.DateTimeField(blank=True, help_text='The time on the clock of the time zone chosen below.', null=True, verbose_name='starts')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='ends')),
                ('time_zone', models.CharField(default='Europe/London', max_length=64, verbose_name='time zone')),
                ('date_precision', models.CharField(choices=[('time', 'Day and time'), ('day', 'The day only'), ('month', 'The month only'), ('year', 'The year only'), ('unknown', 'Not known')], default='time', help_text='For records of old events. Events to come have a day and a time.', max_length=7, verbose_name='how much is known of the date')),
                ('date_text', models.CharField(blank=True, help_text='Shown where the time is not known, for example “Early November 2018”.', max_length=120, verbose_name='date in the words of the source')),
                ('mode', models.CharField(blank=True, choices=[('online', 'Online'), ('in_person', 'In person'), ('hybrid', 'Online and in person')], max_length=9, verbose_name='where people meet')),
                ('other_hosts', models.CharField(blank=True, help_text='Organisations that are not networks here, with commas between them.', max_length=300, verbose_name='other hosts')),
                ('audience', models.CharField(choices=[('public', 'Everyone, signed in or not'), ('members', 'Everyone who is signed in'), ('networks', 'Members of the chosen networks')], default='public', max_length=10, verbose_name='who may see it and register')),
                ('capacity', models.PositiveIntegerField(blank=True, help_text='Leave empty where there is no limit.', null=True, verbose_name='number of places')),
                ('takes_registrations', models.BooleanField(default=True, verbose_name='people register here')),
                ('registration_closes_at', models.DateTimeField(blank=True, help_text='Leave empty to keep it open until the end.', null=True, verbose_name='registration closes')),
                ('more_url', models.URLField(blank=True, help_text='A report of it, or the partner’s own page.', max_length=1000, verbose_name='more about it elsewhere')),
                ('venue', models.CharField(blank=True, help_text='Name and town.', max_length=200, verbose_name='venue')),
                ('access_info', models.TextField(blank=True, help_text='What is in place so that everyone can take part: captions, breaks, step-free ways in, parking…', max_length=1500, verbose_name='access')),
                ('interpretation_info', models.TextField(blank=True, help_text='Which languages can be spoken, and who interprets: Welsh, BSL…', max_length=1500, verbose_name='languages and interpretation')),
                ('body', knowledge.pages.fields.BodyField(blank=True, verbose_name='programme')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='community.area', verbose_name='council area')),
                ('hosts', modelcluster.fields.ParentalManyToManyField(help_text='The networks that hold the event together, as equals.', related_name='+', to='community.network', verbose_name='host networks')),
                ('networks', modelcluster.fields.ParentalManyToManyField(blank=True, help_text='Only where it is for members of chosen networks. The hosts’ own members are always among them.', related_name='+', to='community.network', verbose_name='networks it is also open to')),
                ('topics', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='+', to='community.topic', verbose_name='topics')),
            ],
            options={
                'verbose_name': 'event page',
                'verbose_name_plural': 'event pages',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Gathering',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('public', 'Everyone, signed in or not'), ('members', 'Everyone who is signed in'), ('networks', 'Members of the chosen networks'), ('space', 'Members of the space'), ('people', 'The people named'), ('only_me', 'Only me')], default='public', max_length=10, verbose_name='who may see it')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('slug', models.SlugField(max_length=255, unique=True)),
                ('title_en', models.CharField(blank=True, max_length=255)),
                ('title_cy', models.CharField(blank=True, max_length=255)),
                ('title_gd', models.CharField(blank=True, max_length=255)),
                ('summary_en', models.TextField(blank=True)),
                ('summary_cy', models.TextField(blank=True)),
                ('summary_gd', models.TextField(blank=True)),
                ('venue_en', models.CharField(blank=True, max_length=200)),
                ('venue_cy', models.CharField(blank=True, max_length=200)),
                ('venue_gd', models.CharField(blank=True, max_length=200)),
                ('starts_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                ('ends_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                ('previous_starts_at', models.DateTimeField(blank=True, null=True)),
                ('date_precision', models.CharField(choices=[('time', 'Day and time'), ('day', 'The day only'), ('month', 'The month only'), ('year', 'The year only'), ('unknown', 'Not known')], default='time', max_length=7)),
                ('date_text', models.CharField(blank=True, max_length=120)),
                ('time_zone', models.CharField(default='Europe/London', max_length=64)),
                ('mode', models.CharField(blank=True, choices=[('online', 'Online'), ('in_person', 'In person'), ('hybrid', 'Online and in person')], max_length=9)),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)])),
                ('takes_registrations', models.BooleanField(default=True)),
                ('registration_closes_at', models.DateTimeField(blank=True, null=True)),
                ('other_hosts', models.CharField(blank=True, max_length=300)),
                ('status', models.CharField(choices=[('scheduled', 'Takes place'), ('cancelled', 'Cancelled')], default='scheduled', max_length=9)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancellation_reason', models.TextField(blank=True)),
                ('is_live', models.BooleanField(default=False)),
                ('calendar_uid', models.CharField(editable=False, max_length=120, unique=True)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('change_number', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='gatherings', to='community.area')),
                ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hosts', models.ManyToManyField(blank=True, related_name='gatherings', to='community.network')),
                ('networks', models.ManyToManyField(blank=True, related_name='+', to='community.network', verbose_name='networks')),
                ('topics', models.ManyToManyField(blank=True, related_name='gatherings', to='community.topic')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['starts_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('date_precision', 'unknown'), ('ends_at__isnull', True), ('starts_at__isnull', True)), models.Q(('ends_at__gt', models.F('starts_at')), models.Q(('date_precision', 'unknown'), _negated=True)), _connector='OR'), name='gathering_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('capacity__isnull', True), ('capacity__gte', 1), _connector='OR'), name='capacity_of_one_at_least'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', False), ('status', 'cancelled')), models.Q(('cancelled_at__isnull', True), ('status', 'scheduled')), _connector='OR'), name='cancelled_gathering_says_when')],
            },
        ),
        migrations.CreateModel(
            name='JoiningDetails',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(blank=True, max_length=1000, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])], verbose_name='link to the meeting')),
                ('phone', models.CharField(blank=True, max_length=120, verbose_name='telephone number')),
                ('passcode', models.CharField(blank=True, max_length=120, verbose_name='meeting number and passcode')),
                ('note_en', models.TextField(blank=True, max_length=1000, verbose_name='note in English')),
                ('note_cy', models.TextField(blank=True, max_length=1000, verbose_name='note in Welsh')),
                ('note_gd', models.TextField(blank=True, max_length=1000, verbose_name='note in Gaelic')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('gathering', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='joining_details', to='events.gathering')),
                ('updated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'joining details',
                'verbose_name_plural': 'joining details',
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('registered', 'Registered'), ('given_up', 'Place given up')], max_length=10)),
                ('language_wish', models.CharField(blank=True, choices=[('', 'No preference'), ('cy', 'Welsh'), ('en', 'English'), ('gd', 'Scottish Gaelic'), ('bsl', 'British Sign Language (BSL)')], default='', max_length=3, verbose_name='language I would like to speak')),
                ('registered_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('given_up_at', models.DateTimeField(blank=True, null=True)),
                ('gathering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registrations', to='events.gathering')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registrations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'registration',
                'verbose_name_plural': 'registrations',
                'ordering': ['registered_at', 'pk'],
                'indexes': [models.Index(fields=['gathering', 'state'], name='registrations_of_gathering'), models.Index(fields=['user', 'state'], name='registrations_of_person')],
                'constraints': [models.UniqueConstraint(fields=('gathering', 'user'), name='one_registration_a_person_and_gathering'), models.CheckConstraint(condition=models.Q(models.Q(('given_up_at__isnull', True), ('state', 'registered')), models.Q(('given_up_at__isnull', False), ('state', 'given_up')), _connector='OR'), name='place_given_up_says_when')],
            },
        ),
        migrations.CreateModel(
            name='AccessNeeds',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='what I need to take part')),
                ('written_at', models.DateTimeField(auto_now=True)),
                ('registration', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='access_needs', to='events.registration')),
            ],
            options={
                'verbose_name': 'access needs',
                'verbose_name_plural': 'access needs',
            },
        ),
    ]
